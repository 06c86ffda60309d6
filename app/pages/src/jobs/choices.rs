//! What can be chosen for a job: scripts or jars, their versions, and clusters.

use super::{
    fields::Known,
    program::{KnownJar, program_choices},
};
use crate::visit::{Here, Visit};
use app::context::Refusal;
use model::{
    Artifact, ArtifactKind, ArtifactVersion, ProjectFileId, ScriptId,
    authority::{JobView, ProjectView, ScriptView},
};
use store::PageRequest;

/// Scripts that can be chosen: those that were changed last.
const SCRIPTS: i64 = 300;
/// Versions that can be chosen: the newest.
pub(super) const VERSIONS: PageRequest = PageRequest { number: 0, size: 100 };

/// What the form is about, as far as it is known.
#[derive(Clone, Copy, Debug)]
pub(super) enum Chosen {
    /// A script, perhaps this one.
    Script(Option<ScriptId>),
    /// A jar, perhaps this one.
    Jar(Option<ProjectFileId>),
}

impl Chosen {
    /// What a job runs; or, if another kind is asked for, anything of that.
    pub(super) fn of(artifact: &Artifact, asked: Option<ArtifactKind>) -> Self {
        match (asked.unwrap_or_else(|| artifact.kind()), artifact) {
            (ArtifactKind::Script, artifact) => Self::Script(artifact.script()),
            (ArtifactKind::Jar, artifact) => Self::Jar(artifact.jar().map(|program| program.jar)),
        }
    }

    pub(super) fn kind(self) -> ArtifactKind {
        match self {
            Self::Script(_) => ArtifactKind::Script,
            Self::Jar(_) => ArtifactKind::Jar,
        }
    }
}

/// What can be chosen, and that what is chosen already is.
pub(super) async fn choices(visit: &Visit, here: &Here, chosen: Chosen) -> Result<Known, Refusal> {
    let clusters = visit.state.store.granted_clusters(&here.member.allow::<ProjectView>()?).await?;
    let clusters = clusters.into_iter().filter(|cluster| cluster.may_deploy);
    let clusters = clusters.map(|cluster| (cluster.id.to_string(), cluster.name)).collect();
    let templates = visit.state.store.templates(&here.member.allow::<JobView>()?).await?;
    let templates = templates.into_iter().map(|template| (template.id.to_string(), template.name)).collect();
    let known = Known { artifact: Some(chosen.kind()), clusters, templates, ..Known::default() };
    match chosen {
        Chosen::Script(script) => of_scripts(visit, here, script, known).await,
        Chosen::Jar(jar) => Ok(Known { jar: program_choices(visit, here, jar).await?, ..known }),
    }
}

async fn of_scripts(visit: &Visit, here: &Here, script: Option<ScriptId>, known: Known) -> Result<Known, Refusal> {
    let (store, words) = (&visit.state.store, visit.words().jobs);
    let scope = here.member.allow::<ScriptView>()?;
    let newest = store.newest_scripts(&scope, SCRIPTS).await?;
    let mut scripts: Vec<(ScriptId, String)> = newest.into_iter().map(|entry| (entry.id, entry.name)).collect();
    // The one that was asked for may not be among them.
    if let Some(script) = script.filter(|script| !scripts.iter().any(|(id, _)| id == script))
        && let Ok(found) = store.script(&scope, script).await
    {
        scripts.push((found.id, found.name));
    }
    scripts.sort_by_key(|(_, name)| name.to_lowercase());
    let versions = match script {
        Some(script) => store.script_versions(&scope, script, VERSIONS).await?.rows,
        None => Vec::new(),
    };
    Ok(Known {
        script: script.map(|script| script.to_string()).unwrap_or_default(),
        scripts: scripts.into_iter().map(|(id, name)| (id.to_string(), name)).collect(),
        versions: versions
            .into_iter()
            .map(|version| (version.id.to_string(), (words.version_number)(version.number, &version.note)))
            .collect(),
        ..known
    })
}

/// The same with what a job says.
pub(super) fn as_said(artifact: &Artifact, known: Known) -> Known {
    let version = match artifact.version() {
        Some(ArtifactVersion::Script(version)) => version.to_string(),
        Some(ArtifactVersion::Jar(version)) => version.to_string(),
        None => String::new(),
    };
    match artifact {
        // Another kind is being chosen than what the job runs now.
        artifact if Some(artifact.kind()) != known.artifact => known,
        Artifact::Script { .. } => Known { version, ..known },
        Artifact::Jar(program) => {
            let entry_class = program.entry_class.as_ref().map(ToString::to_string).unwrap_or_default();
            let jar = KnownJar { entry_class, arguments: program.arguments.to_text(), ..known.jar };
            Known { version, jar, ..known }
        }
    }
}
