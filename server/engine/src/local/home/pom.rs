//! The project file that asks the Maven client for exactly the pinned jars.

use super::manifest::Artifact;
use std::fmt::Write;

/// Renders a project whose dependencies are these artifacts and nothing they would bring along.
///
/// No repository is named in it: the user's own settings and mirrors hold.
pub(super) fn pom(name: &str, artifacts: &[&Artifact]) -> String {
    let mut text = format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>scaleph.engine</groupId>
  <artifactId>{name}</artifactId>
  <version>1</version>
  <packaging>pom</packaging>
  <dependencies>
"#
    );
    for artifact in artifacts {
        let (group, id, version, classifier) = artifact.parts();
        let classifier = classifier.map(|own| format!("<classifier>{own}</classifier>")).unwrap_or_default();
        writeln!(
            text,
            "    <dependency><groupId>{group}</groupId><artifactId>{id}</artifactId><version>{version}</version>{classifier}\
             <exclusions><exclusion><groupId>*</groupId><artifactId>*</artifactId></exclusion></exclusions></dependency>"
        )
        .expect("a String takes any text");
    }
    text + "  </dependencies>\n</project>\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_project_holds_the_artifacts_and_excludes_what_they_bring() {
        let artifact = Artifact { coordinate: "g:a:1:jar:optional".into(), bytes: 1, sha256: String::new() };
        let text = pom("core", &[&artifact]);
        assert!(
            text.contains("<groupId>g</groupId><artifactId>a</artifactId><version>1</version><classifier>optional<")
        );
        assert_eq!(text.matches("<artifactId>*</artifactId>").count(), 1);
        assert!(!text.contains("repositor"));
    }
}
