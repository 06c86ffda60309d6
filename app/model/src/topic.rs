//! What a change is about, and what a page can listen to.
//!
//! Who may listen is not decided here: the server asks [`Topic::project`] or [`Topic::user`] and checks.

use crate::{JobId, OperationId, ProjectId, QueryId, ScriptId, SessionClusterId, UserId};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

macro_rules! topics {
    ($($(#[$doc:meta])* $name:ident $(($($field:ident: $id:ty),+))? = $text:literal;)*) => {
        /// Something that changes and can be listened to. Written like `script.<project>.<id>`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(into = "String", try_from = "String")]
        pub enum Topic { $($(#[$doc])* $name $(($($id),+))?,)* }

        impl fmt::Display for Topic {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self {
                    $(Self::$name $(($($field),+))? => {
                        f.write_str($text)?;
                        $($(write!(f, ".{}", $field)?;)+)?
                        Ok(())
                    })*
                }
            }
        }

        impl FromStr for Topic {
            type Err = UnknownTopic;

            fn from_str(text: &str) -> Result<Self, UnknownTopic> {
                let mut parts = text.split('.');
                let topic = match parts.next() {
                    $(Some($text) => Self::$name $(($(
                        parts.next().and_then(|part| part.parse::<$id>().ok()).ok_or(UnknownTopic)?
                    ),+))?,)*
                    _ => return Err(UnknownTopic),
                };
                match parts.next() {
                    Some(_) => Err(UnknownTopic),
                    None => Ok(topic),
                }
            }
        }
    };
}

topics! {
    /// The list of all projects.
    Projects = "projects";
    /// A project's name, description and state, and its line in lists.
    Project(project: ProjectId) = "project";
    /// Who belongs to a project.
    Members(project: ProjectId) = "members";
    /// The script tree of a project.
    Scripts(project: ProjectId) = "scripts";
    /// A script.
    Script(project: ProjectId, script: ScriptId) = "script";
    /// The saved states of a script.
    ScriptVersions(project: ProjectId, script: ScriptId) = "script_versions";
    /// The variables of a project.
    Variables(project: ProjectId) = "variables";
    /// The jars of a project.
    Files(project: ProjectId) = "files";
    /// What anybody ran in a project.
    History(project: ProjectId) = "history";
    /// A person's history of queries in a project.
    Queries(project: ProjectId, user: UserId) = "queries";
    /// A query's line in a history.
    QueryLine(project: ProjectId, query: QueryId) = "query_line";
    /// A query.
    Query(project: ProjectId, query: QueryId) = "query";
    /// A person's sessions on engines in a project.
    GatewaySessions(project: ProjectId, user: UserId) = "gateway_sessions";
    /// The list of a project's jobs.
    Jobs(project: ProjectId) = "jobs";
    /// A job's record and what is observed of it.
    Job(project: ProjectId, job: JobId) = "job";
    /// The numbers that are kept of a job.
    JobMetrics(project: ProjectId, job: JobId) = "job_metrics";
    /// A job's line in lists.
    JobLine(project: ProjectId, job: JobId) = "job_line";
    /// What a project runs, or ran, on engines.
    Runs(project: ProjectId) = "runs";
    /// The list of session clusters.
    SessionClusters = "session_clusters";
    /// A session cluster's record and grants, and its line in lists.
    SessionCluster(cluster: SessionClusterId) = "session_cluster";
    /// What was observed of a session cluster's processes.
    Engine(cluster: SessionClusterId) = "engine";
    /// The list of operations.
    Operations = "operations";
    /// An operation and its steps.
    Operation(operation: OperationId) = "operation";
    /// The list of people.
    Users = "users";
    /// A person's record, and its line in lists.
    User(user: UserId) = "user";
    /// What a person was told.
    Inbox(user: UserId) = "inbox";
    /// What a person may do, anywhere: streams check again, or end.
    Access(user: UserId) = "access";
}

impl Topic {
    /// The project whose members may listen; `None` for what belongs to the installation or to one person.
    pub fn project(&self) -> Option<ProjectId> {
        match *self {
            Self::Project(project)
            | Self::Members(project)
            | Self::Scripts(project)
            | Self::Script(project, _)
            | Self::ScriptVersions(project, _)
            | Self::Variables(project)
            | Self::Files(project)
            | Self::History(project)
            | Self::QueryLine(project, _)
            | Self::Queries(project, _)
            | Self::Query(project, _)
            | Self::GatewaySessions(project, _)
            | Self::Jobs(project)
            | Self::Job(project, _)
            | Self::JobMetrics(project, _)
            | Self::JobLine(project, _)
            | Self::Runs(project) => Some(project),
            _ => None,
        }
    }

    /// What else is not what it was when this changed: nobody announces it by itself.
    pub fn implied(&self) -> Option<Self> {
        match *self {
            Self::Query(project, query) => Some(Self::QueryLine(project, query)),
            Self::Queries(project, _) => Some(Self::History(project)),
            Self::Job(project, job) => Some(Self::JobLine(project, job)),
            Self::Engine(cluster) => Some(Self::SessionCluster(cluster)),
            // A grant brings a cluster into the lists of those who belong to the project.
            Self::SessionCluster(_) => Some(Self::SessionClusters),
            _ => None,
        }
    }

    /// The one person whom it is about.
    pub fn user(&self) -> Option<UserId> {
        match *self {
            Self::Queries(_, user)
            | Self::GatewaySessions(_, user)
            | Self::User(user)
            | Self::Inbox(user)
            | Self::Access(user) => Some(user),
            _ => None,
        }
    }
}

impl From<Topic> for String {
    fn from(topic: Topic) -> Self {
        topic.to_string()
    }
}

impl TryFrom<String> for Topic {
    type Error = UnknownTopic;

    fn try_from(text: String) -> Result<Self, UnknownTopic> {
        text.parse()
    }
}

/// No topic is written like this.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownTopic;

impl fmt::Display for UnknownTopic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("unknown topic")
    }
}

impl std::error::Error for UnknownTopic {}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn a_topic_is_read_as_it_is_written() {
        let (project, script) = (ProjectId::from(Uuid::max()), ScriptId::from(Uuid::nil()));
        for topic in [Topic::Projects, Topic::Members(project), Topic::Script(project, script)] {
            assert_eq!(topic.to_string().parse(), Ok(topic));
        }
        let written = Topic::Script(project, script).to_string();
        assert_eq!(written, format!("script.{project}.{script}"));
    }

    #[test]
    fn what_follows_from_a_change_belongs_to_the_same_people() {
        let (project, query) = (ProjectId::from(Uuid::max()), QueryId::from(Uuid::nil()));
        let changed = Topic::Query(project, query);
        assert_eq!(changed.implied(), Some(Topic::QueryLine(project, query)));
        let mine = Topic::Queries(project, UserId::from(Uuid::nil()));
        assert_eq!(mine.implied().and_then(|all| all.project()), Some(project));
        assert_eq!(Topic::Users.implied(), None);
    }

    #[test]
    fn anything_else_is_not_a_topic() {
        for text in
            ["", "scripts", "script", "projects.x", "project.x", "project.00000000-0000-0000-0000-000000000000.x"]
        {
            assert_eq!(text.parse::<Topic>(), Err(UnknownTopic), "{text}");
        }
    }
}
