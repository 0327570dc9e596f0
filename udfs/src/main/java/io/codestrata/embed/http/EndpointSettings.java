package io.codestrata.embed.http;

import java.time.Duration;

/**
 * Where an embeddings service is.
 *
 * @param service as messages name it
 * @param baseUrl without a slash at the end
 * @param apiKey sent as a bearer token, never shown; empty for none
 * @param timeout of one call, from connecting to the last byte
 * @param keyRemedy what to do when the key is refused
 */
public record EndpointSettings(
    String service, String baseUrl, String apiKey, Duration timeout, String keyRemedy) {

  @Override
  public String toString() {
    return "EndpointSettings[" + service + "]";
  }
}
