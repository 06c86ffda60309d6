//! What a job runs.

use super::{ClassName, JarArguments};
use crate::{JarVersionId, ProjectFileId, ScriptId, ScriptVersionId, choice::choices};
use serde::{Deserialize, Serialize};

choices! {
    /// What kind of thing a job runs.
    ArtifactKind {
        /// Flink SQL.
        Script = "script",
        /// A program in a jar.
        Jar = "jar",
    }
}

/// What a job runs.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Artifact {
    /// Flink SQL.
    Script {
        /// The script.
        script: ScriptId,
        /// Which version of it; `None` for the script as it stands at each deploy.
        version: Option<ScriptVersionId>,
    },
    /// A program in a jar.
    Jar(JarProgram),
}

/// A program in a jar, and how it is called.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct JarProgram {
    /// The jar.
    pub jar: ProjectFileId,
    /// Which version of it; `None` for the newest one at each deploy.
    pub version: Option<JarVersionId>,
    /// The class whose `main` is run; `None` for the one that the jar's manifest names.
    pub entry_class: Option<ClassName>,
    /// What `main` is given; they may name variables.
    pub arguments: JarArguments,
}

/// A version of what a job runs: what a deploy settles on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ArtifactVersion {
    /// Of a script.
    Script(ScriptVersionId),
    /// Of a jar.
    Jar(JarVersionId),
}

impl Artifact {
    /// Its kind.
    pub fn kind(&self) -> ArtifactKind {
        match self {
            Self::Script { .. } => ArtifactKind::Script,
            Self::Jar(_) => ArtifactKind::Jar,
        }
    }

    /// The script, if it is one.
    pub fn script(&self) -> Option<ScriptId> {
        match self {
            Self::Script { script, .. } => Some(*script),
            Self::Jar(_) => None,
        }
    }

    /// The jar and how it is called, if it is one.
    pub fn jar(&self) -> Option<&JarProgram> {
        match self {
            Self::Script { .. } => None,
            Self::Jar(program) => Some(program),
        }
    }

    /// The version that was chosen; `None` for the newest at each deploy.
    pub fn version(&self) -> Option<ArtifactVersion> {
        match self {
            Self::Script { version, .. } => version.map(ArtifactVersion::Script),
            Self::Jar(program) => program.version.map(ArtifactVersion::Jar),
        }
    }
}

impl ArtifactVersion {
    /// The version of a script, if it is one.
    pub fn script(self) -> Option<ScriptVersionId> {
        match self {
            Self::Script(version) => Some(version),
            Self::Jar(_) => None,
        }
    }

    /// The version of a jar, if it is one.
    pub fn jar(self) -> Option<JarVersionId> {
        match self {
            Self::Script(_) => None,
            Self::Jar(version) => Some(version),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "0197a3c2-6f6e-7000-8000-000000000001";

    #[test]
    fn an_artifact_is_read_as_it_is_written() {
        let program = JarProgram {
            jar: ID.parse().unwrap(),
            version: None,
            entry_class: Some(ClassName::parse("com.example.Orders").unwrap()),
            arguments: JarArguments::parse("--from\n two words").unwrap(),
        };
        let jar = Artifact::Jar(program);
        let json = serde_json::to_string(&jar).unwrap();
        assert!(json.starts_with(&format!(r#"{{"kind":"jar","jar":"{ID}","version":null,"#)), "{json}");
        assert_eq!(serde_json::from_str::<Artifact>(&json).unwrap(), jar);
    }

    #[test]
    fn a_script_is_written_as_the_migration_writes_it() {
        for version in [None, Some(ID.parse().unwrap())] {
            let json = format!(
                r#"{{"kind":"script","script":"{ID}","version":{}}}"#,
                version.map_or("null".into(), |version: ScriptVersionId| format!("\"{version}\""))
            );
            let script = Artifact::Script { script: ID.parse().unwrap(), version };
            assert_eq!(serde_json::to_string(&script).unwrap(), json);
        }
    }
}
