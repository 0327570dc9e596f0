package io.codestrata.secrets;

import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/** Made-up secrets, put together at run time so that no scanner trips over this repository. */
final class Secrets {
  private static final String LOWER = "abcdefghijklmnopqrstuvwxyz";
  private static final String DIGITS = "0123456789";
  private static final String HEX = "0123456789abcdef";
  private static final String ALNUM = LOWER + LOWER.toUpperCase(Locale.ROOT) + DIGITS;

  private final Random random;

  Secrets(long seed) {
    random = new Random(seed);
  }

  String of(String alphabet, int length) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return text.toString();
  }

  String alnum(int length) {
    return of(ALNUM, length);
  }

  String base64(int bytes) {
    byte[] data = new byte[bytes];
    random.nextBytes(data);
    return Base64.getEncoder().encodeToString(data);
  }

  /** The lines between the marks of a key. */
  String keyBody(int lines) {
    StringBuilder body = new StringBuilder("MII" + base64(45).substring(0, 60) + "x\n");
    for (int i = 1; i < lines; i++) {
      body.append(base64(48)).append('\n');
    }
    return body.toString();
  }

  static String begin(String kind) {
    return "-----" + "BEGIN " + kind + "PRIVATE KEY-----\n";
  }

  static String end(String kind) {
    return "-----" + "END " + kind + "PRIVATE KEY-----\n";
  }

  /** Secret to a line of code that holds it, for the formats that users have most. */
  Map<String, String> lines() {
    Map<String, String> lines = new LinkedHashMap<>();
    put(lines, "export AWS_ACCESS_KEY_ID=%s", "AKIA" + of("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 16));
    put(lines, "aws_secret_access_key = %s", alnum(20) + "/" + alnum(19));
    put(lines, "secretAccessKey: '%s',", alnum(12) + "+" + alnum(27));
    put(lines, "git clone https://%s@github.com/a/b", "ghp_" + alnum(36));
    put(lines, "TOKEN = \"%s\"", "github_" + "pat_" + alnum(22) + "_" + alnum(59));
    put(lines, "ci: %s", "gho_" + alnum(36));
    put(lines, "slack('%s')", "xoxb-" + of(DIGITS, 12) + "-" + of(DIGITS, 12) + "-" + alnum(24));
    put(lines, "url = %s", "https://hooks.slack." + "com/services/" + alnum(44));
    put(lines, "stripe.api_key = \"%s\"", "sk_live_" + alnum(24));
    put(lines, "Stripe.new('%s')", "rk_live_" + alnum(40));
    put(lines, "<script src=\"x?key=%s\">", "AIza" + alnum(35));
    put(lines, "voyage = Client(\"%s\")", "pa-" + alnum(43));
    put(lines, "OPENAI_API_KEY=%s", "sk-" + alnum(20) + "T3Blbk" + "FJ" + alnum(20));
    put(lines, "openai.key('%s')", "sk-" + "proj-" + alnum(74) + "T3Blbk" + "FJ" + alnum(74));
    put(lines, "llm(\"%s\")", "sk-" + alnum(48));
    put(lines, "x-api-key: %s", "sk-ant-" + "api03-" + alnum(93) + "AA");
    put(
        lines,
        "jwt = '%s'",
        "eyJhbGciOi" + alnum(26) + ".eyJzdWIiOi" + alnum(60) + "." + alnum(43));
    put(lines, "glab --token %s", "glpat-" + alnum(20));
    put(lines, "//registry/:_authToken=%s", "npm_" + alnum(36));
    put(lines, "hf = \"%s\"", "hf_" + of(LOWER, 34));
    put(lines, "sendgrid(\"%s\")", "SG." + alnum(22) + "." + alnum(43));
    put(lines, "twilio = Client('%s')", "SK" + of(HEX, 32));
    put(lines, "DIGITALOCEAN=%s", "dop_v1_" + of(HEX, 64));
    put(lines, "client_secret: \"%s\"", "GOCSPX-" + alnum(28));
    put(lines, "AccountKey=%s;", base64(64));
    put(lines, "api_key = \"%s\"", alnum(32));
    put(lines, "'token': '%s',", of(HEX, 40));
    put(lines, "    secret: %s", alnum(40));
    put(lines, "db_password=\"%s\"", alnum(16));
    put(lines, "password = '%s'", of(LOWER, 6) + "!$" + of(DIGITS, 4) + "#&" + of(LOWER, 4));
    put(lines, "-H 'Authorization: Bearer %s'", alnum(40));
    put(lines, "curl -u %s https://a.org", "build:" + alnum(18));
    put(lines, "postgresql://shop:%s@db.internal:5432/shop", alnum(12));
    put(lines, "mongodb+srv://app:%s@cluster0.mongodb.net/x", "p$" + alnum(10) + "!");
    put(lines, "redis://:%s@cache:6379/0", alnum(20));
    put(lines, "amqps://u:%s@mq/%%2f", alnum(24));
    put(lines, "GET /?client_id=shop&client_secret=%s&page=1", alnum(40));
    put(lines, "signer.secretKey(\"%s\")", alnum(31) + "4");
    put(lines, "PGPASSWORD=%s psql -h db", alnum(10) + "7k");
    put(lines, "Server=db;Password=%s;Database=shop", alnum(9) + "!3x");
    put(lines, "<password>%s</password>", alnum(9) + "#8");
    return lines;
  }

  private static void put(Map<String, String> lines, String form, String secret) {
    lines.put(secret, form.formatted(secret));
  }
}
