package io.codestrata.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathRulesTest {
  @ParameterizedTest
  @CsvSource({
    "node_modules/react/index.js, vendored",
    "web/node_modules/a/b.ts, vendored",
    "vendor/github.com/spf13/cobra/command.go, vendored",
    "src/pip/_vendor/requests/api.py, vendored",
    "third_party/zlib/inflate.c, vendored",
    "ios/Pods/AFNetworking/AFNetworking.m, vendored",
    "deps/lua/src/lapi.c, vendored",
    "dist/bundle.js, vendored",
    "Godeps/_workspace/src/x.go, vendored",
    "gradle/wrapper/gradle-wrapper.properties, vendored",
    "gradlew, vendored",
    "build-aux/config.guess, vendored",
    "public/js/jquery-3.7.1.js, vendored",
    "static/bootstrap-5.3.0.css, vendored",
    "package-lock.json, lock-file",
    "app/yarn.lock, lock-file",
    "go.sum, lock-file",
    "Cargo.lock, lock-file",
    "ios/Podfile.lock, lock-file",
    "src/__snapshots__/Button.test.tsx.snap, snapshot",
    "tests/snapshots/render.snap, snapshot",
    "spec/fixtures/cassettes/login.yml, snapshot",
    "OrderTest.total.approved.txt, snapshot",
    "LICENSE, licence",
    "LICENCE.md, licence",
    "COPYING.LESSER, licence",
    "LICENSE-APACHE, licence",
    "LICENSE-2.0.txt, licence",
    "MIT-LICENSE, licence",
    "license.txt, licence",
    "UNLICENSE, licence",
    "LICENSES/MIT.txt, licence",
    "NOTICE, licence",
    "assets/app.min.js, minified",
    "css/site-min.css, minified",
    "api/user.pb.go, generated",
    "api/user_pb2.py, generated",
    "api/user_pb2_grpc.pyi, generated",
    "lib/user.g.dart, generated",
    "lib/user.freezed.dart, generated",
    "config/App.pkl.go, generated",
    "Forms/Main.Designer.cs, generated",
    "src/__generated__/query.graphql.ts, generated",
    "assets/app.js.map, generated",
    ".idea/workspace.xml, generated",
    ".sqlx/query-0a1b.json, generated",
    "y.tab.c, generated",
  })
  void pathOfWhatNobodyWroteHereIsSkipped(String path, String reason) {
    assertThat(PathRules.shared().ofFile(path, SkipRule.ALL))
        .hasValueSatisfying(skip -> assertThat(skip.reason()).isEqualTo(reason));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "README.md",
        "docs/vendoring.md",
        "docs/licensing.md",
        "src/test/java/shop/CartTest.java",
        "tests/fixtures/order.json",
        "testdata/input.txt",
        "db/schema.sql",
        "db/schema.rb",
        "config/settings.yaml",
        "package.json",
        ".github/workflows/ci.yml",
        "Jenkinsfile",
        "types/index.d.ts",
        "src/cache/lru.c",
        "django/core/cache/backends/base.py",
        "src/external/client.py",
        "src/main/java/com/shop/vendor/VendorService.java",
        "app/src/main/kotlin/dist/Distribution.kt",
        "src/vendor.py",
        "lib/distribution.rb",
        "license_checker.py",
        "src/license.go",
        "tools/license-checker.js",
        "copying.c",
        "resources/js/bootstrap.js",
        "src/jquery.cart.js",
        "src/react.ts",
        "admin.js",
        "src/lock.c",
        "snap.py",
        "src/map.js",
        "configure",
        "gen/generator.go",
      })
  void pathOfWhatPeopleSearchIsKept(String path) {
    assertThat(PathRules.shared().ofFile(path, SkipRule.ALL)).isEmpty();
  }

  @Test
  void answerNamesTheFolderOrTheNameThatDecides() {
    assertThat(PathRules.shared().ofFile("web/vendor/a/b.js", SkipRule.ALL))
        .hasValue(new Skip("vendored", "rule vendored: folder web/vendor/"));
    assertThat(PathRules.shared().ofFile("web/yarn.lock", SkipRule.ALL))
        .hasValue(new Skip("lock-file", "rule lock-file: name yarn.lock"));
  }

  @Test
  void folderIsSkippedByItselfAndNotByThoseAboveIt() {
    assertThat(PathRules.shared().ofFolder("web/node_modules", SkipRule.ALL)).isPresent();
    assertThat(PathRules.shared().ofFolder("deps", SkipRule.ALL)).isPresent();
    assertThat(PathRules.shared().ofFolder("src/deps", SkipRule.ALL)).isEmpty();
    assertThat(PathRules.shared().ofFolder("node_modules/react", SkipRule.ALL)).isEmpty();
  }

  @Test
  void ruleThatIsSwitchedOffSkipsNothing() {
    Set<SkipRule> others = EnumSet.complementOf(EnumSet.of(SkipRule.LOCK_FILE));

    assertThat(PathRules.shared().ofFile("yarn.lock", others)).isEmpty();
    assertThat(PathRules.shared().ofFile("vendor/yarn.lock", others)).isPresent();
    assertThat(PathRules.shared().ofFile("vendor/yarn.lock", Set.of())).isEmpty();
  }
}
