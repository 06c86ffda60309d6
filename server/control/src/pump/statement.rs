//! From the text that somebody typed to what is sent.

use super::{Halt, Pump};
use crate::files::{PathFault, with_paths};
use engine::gateway::{GatewayOperator, Submission};
use model::{
    QueryError,
    authority::ProjectView,
    flink::SessionHandle,
    sql::{StatementKind, gateway_text, split},
};
use std::collections::BTreeMap;

const CHECKPOINTS: &str = "execution.checkpointing.interval";
/// A job that writes keeps its place to a minute. Never for a query: its rows would come no sooner than a checkpoint.
const INTERVAL: &str = "60 s";
/// In characters; a name is there to be recognised.
const LONGEST_NAME: usize = 120;

/// What a statement is.
pub(super) fn kind_of(text: &str) -> StatementKind {
    split(text).statements.into_iter().next().map_or(StatementKind::Other, |statement| statement.kind)
}

impl Pump {
    /// Whether the statement may be a job that has the id that was chosen.
    pub(super) fn may_be_job(&self) -> bool {
        self.kind.is_query() || self.kind.submits_job()
    }

    /// What is sent.
    pub(super) async fn submission(
        &self,
        gateway: &GatewayOperator,
        session: SessionHandle,
    ) -> Result<Submission, Halt> {
        let statement = self.text().await?;
        let statement = gateway_text(&statement).into_owned();
        let mut submission = Submission { statement, execution_config: BTreeMap::new() };
        if self.may_be_job() {
            submission = submission.job(self.query.job_id, &self.job_name().await);
        }
        if self.kind.submits_job() {
            // What the person set for the session holds.
            let properties = gateway.reader().session_properties(session).await;
            if properties.is_ok_and(|properties| !properties.contains_key(CHECKPOINTS)) {
                submission.execution_config.insert(CHECKPOINTS.to_owned(), INTERVAL.to_owned());
            }
        }
        Ok(submission)
    }

    /// `Sample / Ada: INSERT INTO sink SELECT …`.
    pub(super) async fn job_name(&self) -> String {
        let words: Vec<&str> = self.query.statement.split_whitespace().take(24).collect();
        let (project, user) = self.who().await.unwrap_or_default();
        let name = format!("{project} / {user}: {}", words.join(" "));
        match name.char_indices().nth(LONGEST_NAME) {
            Some((end, _)) => format!("{}…", &name[..end]),
            None => name,
        }
    }

    async fn who(&self) -> Option<(String, String)> {
        let (store, query) = (&self.shared.store, &self.query);
        let member = store.membership(query.user_id, query.project_id).await.ok()??;
        let project = store.project(&member.allow::<ProjectView>().ok()?).await.ok()?;
        let user = store.user(query.user_id).await.ok()?;
        Some((project.name, user.display_name))
    }

    /// The text, with the names of project files replaced by where the engine finds them.
    async fn text(&self) -> Result<String, Halt> {
        let place = (self.query.project_id, self.query.cluster_id);
        with_paths(&self.shared, place, &self.query.statement).await.map_err(|fault| match fault {
            // Judged when it was recorded; a rule may have become stricter in a newer server since.
            PathFault::Refused(problem) => {
                let said = format!("the statement is refused: {:?}", problem.code);
                Halt::failed(QueryError::BadAnswer { said })
            }
            PathFault::Missing { name } => Halt::failed(QueryError::FileMissing { name }),
            PathFault::Failed(crate::Error::Store(error)) => Halt::from(error),
            PathFault::Failed(error) => Halt::failed(QueryError::NotKept { said: error.to_string() }),
        })
    }
}
