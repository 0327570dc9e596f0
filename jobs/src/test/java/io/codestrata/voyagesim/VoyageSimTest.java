package io.codestrata.voyagesim;

import static io.codestrata.voyagesim.SimTestClient.body;
import static io.codestrata.voyagesim.SimTestClient.detail;
import static io.codestrata.voyagesim.SimTestClient.floats;
import static io.codestrata.voyagesim.SimTestClient.json;
import static io.codestrata.voyagesim.SimTestClient.numbers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests and answers over HTTP, against Voyage's reference. */
class VoyageSimTest {
  private VoyageSim sim;
  private SimTestClient client;

  @BeforeEach
  void start() throws Exception {
    sim = VoyageSim.start("--port", "0", "--poison", "POISON");
    client = new SimTestClient(sim.url());
  }

  @AfterEach
  void stop() {
    sim.close();
  }

  @Test
  void answerHasTheShapeOfTheReference() throws Exception {
    HttpResponse<byte[]> response = client.post(body("def total(items):", "class Cart:"));

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
    JsonNode answer = json(response);
    assertThat(answer.fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder("object", "data", "model", "usage");
    assertThat(answer.path("object").asText()).isEqualTo("list");
    assertThat(answer.path("model").asText()).isEqualTo("voyage-code-3");
    // def total ( items ): and class Cart :
    assertThat(answer.at("/usage/total_tokens").asLong()).isEqualTo(8);
    assertThat(answer.path("data")).hasSize(2);
    for (int i = 0; i < 2; i++) {
      JsonNode item = answer.path("data").get(i);
      assertThat(item.fieldNames())
          .toIterable()
          .containsExactlyInAnyOrder("object", "embedding", "index");
      assertThat(item.path("object").asText()).isEqualTo("embedding");
      assertThat(item.path("index").asInt(-1)).isEqualTo(i);
      double[] vector = numbers(item.path("embedding"));
      assertThat(vector).hasSize(1024);
      assertThat(Arrays.stream(vector).map(v -> v * v).sum()).isCloseTo(1, within(1e-5));
    }
  }

  @Test
  void lonelyTextIsAListOfOne() throws Exception {
    JsonNode lonely = json(client.post("{\"model\":\"voyage-4\",\"input\":\"a cart\"}"));
    JsonNode list = json(client.post("{\"model\":\"voyage-4\",\"input\":[\"a cart\"]}"));

    assertThat(lonely.path("data")).hasSize(1).isEqualTo(list.path("data"));
  }

  @Test
  void sameTextHasTheSameVectorFromAnyServer() throws Exception {
    ObjectNode body = body("a", "b", "a").put("input_type", "document");
    JsonNode first = json(client.post(body));
    try (VoyageSim other = VoyageSim.start("--port", "0")) {
      assertThat(json(new SimTestClient(other.url()).post(body))).isEqualTo(first);
    }
    assertThat(first.at("/data/0/embedding")).isEqualTo(first.at("/data/2/embedding"));
    assertThat(first.at("/data/0/embedding")).isNotEqualTo(first.at("/data/1/embedding"));
    JsonNode query = json(client.post(body("a").put("input_type", "query")));
    JsonNode otherModel = json(client.post(body("a").put("model", "voyage-4")));
    assertThat(first.at("/data/0/embedding"))
        .isNotEqualTo(query.at("/data/0/embedding"))
        .isNotEqualTo(otherModel.at("/data/0/embedding"));
  }

  @ParameterizedTest
  @ValueSource(ints = {256, 512, 1024})
  void shorterVectorIsTheHeadOfTheLongestNormalised(int dimension) throws Exception {
    ObjectNode body = body("def verify_password(user, password):");
    double[] longest =
        numbers(json(client.post(body.put("output_dimension", 2048))).at("/data/0/embedding"));
    double[] vector =
        numbers(json(client.post(body.put("output_dimension", dimension))).at("/data/0/embedding"));

    double[] head = Arrays.copyOf(longest, dimension);
    double length = Math.sqrt(Arrays.stream(head).map(v -> v * v).sum());
    assertThat(longest).hasSize(2048);
    assertThat(vector)
        .containsExactly(Arrays.stream(head).map(v -> v / length).toArray(), within(1e-5));
  }

  @Test
  void base64HoldsTheSameValuesAsLists() throws Exception {
    ObjectNode body = body("def f(): pass");
    double[] list = numbers(json(client.post(body)).at("/data/0/embedding"));
    float[] base64 =
        floats(json(client.post(body.put("encoding_format", "base64"))).at("/data/0/embedding"));

    assertThat(base64).hasSize(1024);
    for (int i = 0; i < base64.length; i++) {
      assertThat(base64[i]).isEqualTo((float) list[i]);
    }
  }

  @ParameterizedTest
  @CsvSource({"int8,256,-128,127", "uint8,256,0,255", "binary,32,-128,127", "ubinary,32,0,255"})
  void integerTypesHaveTheirLengthAndRangeInBothEncodings(
      String type, int length, int least, int most) throws Exception {
    ObjectNode body = body("def f(): pass").put("output_dtype", type).put("output_dimension", 256);
    JsonNode list = json(client.post(body)).at("/data/0/embedding");
    byte[] bytes =
        Base64.getDecoder()
            .decode(
                json(client.post(body.put("encoding_format", "base64")))
                    .at("/data/0/embedding")
                    .asText());

    assertThat(bytes).hasSize(length);
    assertThat(list).hasSize(length);
    for (int i = 0; i < length; i++) {
      assertThat(list.get(i).isInt()).isTrue();
      assertThat(list.get(i).asInt()).isBetween(least, most);
      assertThat((byte) list.get(i).asInt()).isEqualTo(bytes[i]);
    }
  }

  @Test
  void bitsAreSignsMostSignificantFirstAndBinaryIsOffsetBy128() throws Exception {
    ObjectNode body = body("class Cart: pass").put("output_dimension", 256);
    double[] values = numbers(json(client.post(body)).at("/data/0/embedding"));
    JsonNode bits = json(client.post(body.put("output_dtype", "ubinary"))).at("/data/0/embedding");
    JsonNode binary = json(client.post(body.put("output_dtype", "binary"))).at("/data/0/embedding");

    for (int i = 0; i < values.length; i++) {
      int bit = bits.get(i / 8).asInt() >> (7 - i % 8) & 1;
      assertThat(bit).isEqualTo(values[i] > 0 ? 1 : 0);
    }
    for (int i = 0; i < bits.size(); i++) {
      assertThat(binary.get(i).asInt()).isEqualTo(bits.get(i).asInt() - 128);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{                                             | not a valid JSON object",
        "[]                                            | not a valid JSON object",
        "{'model':'voyage-4','input':'a'} x            | not a valid JSON object",
        "{'model':'voyage-4'}                          | 'input' must be",
        "{'model':'voyage-4','input':7}                | 'input' must be",
        "{'model':'voyage-4','input':['a',7]}          | 'input' must be",
        "{'model':'voyage-4','input':['a',null]}       | 'input' must be",
        "{'model':'voyage-4','input':''}               | empty strings or empty lists",
        "{'model':'voyage-4','input':[]}               | empty strings or empty lists",
        "{'model':'voyage-4','input':['a','']}         | empty strings or empty lists",
        "{'input':'a'}                                 | 'model' must be a string",
        "{'model':'voyage-9','input':'a'}              | Model voyage-9 is not supported",
        "{'model':'voyage-4','input':'a','dimensions':256}       | Argument 'dimensions' is not",
        "{'model':'voyage-4','input':'a','input_type':'code'}    | 'input_type' must be",
        "{'model':'voyage-4','input':'a','truncation':'no'}      | 'truncation' must be",
        "{'model':'voyage-4','input':'a','truncation':null}      | 'truncation' must be",
        "{'model':'voyage-4','input':'a','output_dimension':300} | 'output_dimension' must be",
        "{'model':'voyage-4','input':'a','output_dimension':'256'} | 'output_dimension' must be",
        "{'model':'voyage-4','input':'a','output_dtype':'half'}  | 'output_dtype' must be",
        "{'model':'voyage-4','input':'a','encoding_format':'hex'} | 'encoding_format' must be",
        "{'model':'voyage-4','input':['a','b POISON']}           | Request to model 'voyage-4'",
      })
  void whatTheReferenceDoesNotAllowIs400(String body, String expected) throws Exception {
    HttpResponse<byte[]> response = client.post(body.replace('\'', '"').strip());

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(detail(response)).contains(expected.strip().replace('"', '\''));
    assertThat(sim.ledger().total().requests()).isZero();
    assertThat(sim.arrivals().byStatus()).containsExactly(entry(400, 1L));
  }

  @Test
  void nullsStandForDefaults() throws Exception {
    JsonNode nulls =
        json(
            client.post(
                body("a")
                    .putNull("input_type")
                    .putNull("output_dimension")
                    .putNull("output_dtype")
                    .putNull("encoding_format")
                    .put("truncation", true)));

    assertThat(nulls).isEqualTo(json(client.post(body("a"))));
  }

  @Test
  void aThousandTextsAreTheMost() throws Exception {
    String[] texts = Collections.nCopies(1001, "a").toArray(String[]::new);

    assertThat(detail(client.post(body(texts))))
        .isEqualTo("The batch size limit is 1000. Your batch size is 1001.");
    assertThat(client.post(body(Arrays.copyOf(texts, 1000))).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({"voyage-code-3,120000", "voyage-4-large,120000", "voyage-4,320000"})
  void tokensOfARequestAreCapped(String model, int cap) throws Exception {
    String[] texts = Collections.nCopies(cap / 20_000, "a ".repeat(20_000)).toArray(String[]::new);
    ObjectNode body = body(texts).put("model", model).put("output_dimension", 256);

    HttpResponse<byte[]> full = client.post(body);
    body.withArray("input").add("a");
    HttpResponse<byte[]> over = client.post(body);

    assertThat(json(full).at("/usage/total_tokens").asLong()).isEqualTo(cap);
    assertThat(over.statusCode()).isEqualTo(400);
    assertThat(detail(over))
        .contains("max allowed tokens per submitted batch is " + cap)
        .contains("Your batch has " + (cap + 1) + " tokens");
  }

  @Test
  void textOverTheContextIsCutOrRefused() throws Exception {
    String longest = "a ".repeat(32_000);
    ObjectNode body = body("b", longest + "tail").put("truncation", false);

    HttpResponse<byte[]> refused = client.post(body);
    JsonNode cut = json(client.post(body.put("truncation", true)));
    JsonNode fitting = json(client.post(body("b", longest).put("truncation", false)));

    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(detail(refused)).contains("index 1").contains("context window of 32000 tokens");
    assertThat(cut).isEqualTo(fitting);
    assertThat(cut.at("/usage/total_tokens").asLong()).isEqualTo(32_001);
  }

  @ParameterizedTest
  @CsvSource({
    "Bearer wrong,401",
    "sim-key,401",
    "Basic sim-key,401",
    "Bearer sim-foreign-key,403",
    ",401"
  })
  void otherKeysAreRefused(String authorization, int status) throws Exception {
    HttpRequest.Builder request =
        client
            .builder("/embeddings")
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body("a").toString()));
    if (authorization != null) {
      request.header("Authorization", authorization);
    }
    HttpResponse<byte[]> response = client.send(request.build());

    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(detail(response)).isNotEmpty();
    assertThat(sim.ledger().total().requests()).isZero();
  }

  @Test
  void otherPathsMethodsAndContentTypesAreRefused() throws Exception {
    HttpRequest.Builder text =
        client.builder("/embeddings").header("Authorization", "Bearer sim-key");
    HttpRequest form =
        text.copy()
            .header("Content-Type", "text/plain")
            .POST(HttpRequest.BodyPublishers.ofString(body("a").toString()))
            .build();

    assertThat(client.send(text.GET().build()).statusCode()).isEqualTo(405);
    assertThat(client.send(form).statusCode()).isEqualTo(400);
    assertThat(client.send(client.builder("/rerank").GET().build()).statusCode()).isEqualTo(404);
    assertThat(client.send(client.builder("/embeddingsx").GET().build()).statusCode())
        .isEqualTo(404);
  }
}
