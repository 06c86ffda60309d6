//! Running a statement.

use crate::{Control, Error, RunError, pump, pumps::ttl, sessions::Whereabouts};
use model::{
    ClusterKind, ScriptId, ScriptText, SessionClusterId, StatementStart,
    authority::{JobControl, Permission, QueryRun, Scope},
    flink::FlinkJobId,
    sql::{JobId, Needs, ProjectFileUse, SqlCode, SqlProblem, Verdict, classify, split},
};
use store::{GatewaySessionState, HeldFrom, NewQuery, Query, QueryGrant, RequestId};

/// A statement that somebody wants to run.
#[derive(Clone, Debug)]
pub struct NewRun {
    /// Where.
    pub cluster: SessionClusterId,
    /// From which script.
    pub script: Option<ScriptId>,
    /// The statement; exactly one, with or without its `;`.
    pub text: String,
    /// The line of the script it begins at, from 1.
    pub line: u32,
    /// The column it begins at, from 1, in UTF-16 units.
    pub column: u32,
}

impl Control {
    /// Records a statement and begins to send it in the person's session, which is opened if need be. Returns as soon as it
    /// is recorded.
    ///
    /// # Errors
    /// What [`RunError`] says; then nothing is recorded.
    pub async fn run(&self, scope: &Scope<QueryRun>, new: NewRun, request: &RequestId) -> Result<Query, RunError> {
        let shared = self.shared();
        if new.text.len() > ScriptText::MOST {
            return Err(RunError::TooLong { most: ScriptText::MOST });
        }
        let script = split(&new.text);
        let [statement] = script.statements.as_slice() else {
            let count = script.statements.len();
            let positions = model::sql::Positions::new(&new.text);
            let code = SqlCode::NotOneStatement { count };
            return Err(RunError::Refused(SqlProblem::new(code, 0..new.text.len(), &positions)));
        };
        let text = &new.text[statement.range.clone()];
        let grant = shared.store.may_query(scope, new.cluster).await?;
        if grant.kind() == ClusterKind::Local && shared.engines.local_of(new.cluster).is_none() {
            return Err(RunError::Cluster(Error::Elsewhere));
        }
        match classify(text) {
            Verdict::Allowed => {}
            Verdict::Refused(problem) => {
                let positions = model::sql::Positions::new(&new.text);
                return Err(RunError::Refused(problem.within(&positions, statement.range.start)));
            }
            Verdict::Needs(Needs::ProjectFiles(files)) => self.files_must_reach(&grant, &files).await?,
            Verdict::Needs(Needs::JobControl { job }) => self.must_be_ours(&grant, job).await?,
        }
        self.must_have_room(&grant).await?;

        let lost = shared.store.current_session(scope, new.cluster).await?;
        let lost = lost.filter(|session| session.state == GatewaySessionState::Lost);
        let record = NewQuery {
            cluster: new.cluster,
            script: new.script,
            statement: text.to_owned(),
            start: Some(start(&new, statement.start)),
            kind: code(&statement.kind),
            job: FlinkJobId::from_bytes(rand::random()),
        };
        let held = HeldFrom { holder: &shared.holder, ttl: ttl(shared) };
        let (query, lease) = shared.store.create_query(scope, record, held, request).await?;
        pump::start(shared, query.clone(), lease, lost.as_ref().map(Whereabouts::from));
        Ok(query)
    }

    async fn files_must_reach(&self, grant: &QueryGrant, files: &[ProjectFileUse]) -> Result<(), RunError> {
        let shared = self.shared();
        let known = shared.store.files_of_project(&shared.scope, grant.project()).await?;
        for ProjectFileUse { name, .. } in files {
            let name = name.clone();
            if shared.engines.local_of(grant.cluster()).is_none() {
                return Err(RunError::FileOutOfReach { name });
            }
            if !known.iter().any(|file| file.name.as_str() == name) {
                return Err(RunError::NoSuchFile { name });
            }
        }
        Ok(())
    }

    async fn must_be_ours(&self, grant: &QueryGrant, job: Option<JobId>) -> Result<(), RunError> {
        let shared = self.shared();
        let member = shared.store.membership(grant.user(), grant.project()).await?;
        let scope = member.and_then(|member| member.allow::<JobControl>().ok());
        let scope = scope.ok_or(RunError::NeedsPermission(JobControl::NAME))?;
        let Some(job) = job else { return Ok(()) };
        let ours = shared.store.project_jobs(&scope, grant.cluster()).await?;
        match job.as_str().parse().is_ok_and(|id: FlinkJobId| ours.contains(&id)) {
            true => Ok(()),
            false => Err(RunError::ForeignJob { job: job.to_string() }),
        }
    }

    async fn must_have_room(&self, grant: &QueryGrant) -> Result<(), RunError> {
        let shared = self.shared();
        let usage = shared.store.spool_usage(&shared.scope, grant.user()).await?;
        for (used, most) in [(usage.of_user, shared.limits.user_bytes), (usage.in_all, shared.limits.disk_bytes)] {
            if u64::try_from(used).unwrap_or_default() >= most {
                return Err(RunError::QuotaExceeded { most });
            }
        }
        Ok(())
    }
}

/// Where the statement stands in the script, if blanks and comments before it were given too.
fn start(new: &NewRun, within: model::sql::Position) -> StatementStart {
    let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let (down, right) = (number(within.line - 1), number(within.column - 1));
    StatementStart {
        line: new.line.saturating_add(down),
        column: if down == 0 { new.column.saturating_add(right) } else { right.saturating_add(1) },
    }
}

/// The code of a kind, as it is written.
fn code(kind: &model::sql::StatementKind) -> String {
    let value = serde_json::to_value(kind).unwrap_or_default();
    value["kind"].as_str().unwrap_or("other").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::sql::StatementKind;

    #[test]
    fn a_statement_starts_where_it_stands_in_the_script_not_where_its_comment_does() {
        let new = NewRun {
            cluster: "0197a3c2-6f6e-7000-8000-000000000001".parse().unwrap(),
            script: None,
            text: "-- a\n  SELECT 1".into(),
            line: 10,
            column: 4,
        };
        let within = split(&new.text).statements[0].start;
        assert_eq!(start(&new, within), StatementStart { line: 11, column: 3 });
        let new = NewRun { text: " SELECT 1".into(), ..new };
        let within = split(&new.text).statements[0].start;
        assert_eq!(start(&new, within), StatementStart { line: 10, column: 5 });
    }

    #[test]
    fn a_kind_is_recorded_by_its_code() {
        assert_eq!(code(&StatementKind::Select), "select");
        assert_eq!(code(&StatementKind::CreateTable { temporary: true }), "create_table");
        assert_eq!(code(&StatementKind::Set { key: None, value: None }), "set");
    }
}
