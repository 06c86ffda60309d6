//! Where the object of a line is shown.

use super::reader::Reader;
use app::paths;
use std::{collections::HashSet, str::FromStr};
use store::AuditRow;

/// Objects that lines tell the end of, by kind and id.
#[derive(Clone, Debug, Default)]
pub(super) struct Gone(HashSet<(String, String)>);

impl Gone {
    /// Those whose end stands in these lines.
    pub(super) fn of(rows: &[AuditRow]) -> Self {
        let ends = rows.iter().filter(|row| row.act == format!("{}.delete", row.object_kind));
        Self(ends.map(|row| (row.object_kind.clone(), row.object_id.clone())).collect())
    }

    fn has(&self, row: &AuditRow) -> bool {
        self.0.contains(&(row.object_kind.clone(), row.object_id.clone()))
    }
}

/// The object's page; `None` when it has none, when it is gone, or when it is not for this reader.
pub(super) fn address(row: &AuditRow, reader: &Reader, gone: &Gone) -> Option<String> {
    if gone.has(row) {
        return None;
    }
    let project = row.project_id.filter(|project| reader.projects.contains_key(project));
    match row.object_kind.as_str() {
        "user" if reader.sees_users => id(row).map(paths::user),
        "session_cluster" if reader.sees_clusters => id(row).map(paths::cluster),
        "project" => id(row).filter(|project| reader.projects.contains_key(project)).map(paths::project),
        "script" => Some(paths::script(project?, id(row)?)),
        "job" => Some(paths::job(project?, id(row)?)),
        "query" => Some(paths::query(project?, id(row)?)),
        "variable" => Some(paths::variable(project?, id(row)?)),
        "file" => Some(paths::file(project?, id(row)?)),
        _ => None,
    }
}

fn id<T: FromStr>(row: &AuditRow) -> Option<T> {
    row.object_id.parse().ok()
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use model::{AuditId, ProjectId};

    const ID: &str = "0197a3c2-6f6e-7000-8000-000000000001";

    fn parsed<T: FromStr>(text: &str) -> T {
        text.parse().ok().unwrap()
    }

    /// A line about an object, in no project.
    pub(in crate::audit) fn row(act: &str, kind: &str) -> AuditRow {
        AuditRow {
            id: parsed::<AuditId>(ID),
            at: chrono::DateTime::from_timestamp(1_800_000_000, 0).unwrap(),
            actor_id: None,
            actor_name: String::new(),
            act: act.into(),
            object_kind: kind.into(),
            object_id: ID.into(),
            object_name: "thing".into(),
            project_id: None,
            before: None,
            after: None,
            request_id: "request-1".into(),
        }
    }

    fn administrator() -> Reader {
        Reader { sees_users: true, sees_clusters: true, ..Reader::default() }
    }

    #[test]
    fn an_object_is_linked_for_those_who_may_open_it() {
        let user = row("user.create", "user");
        assert_eq!(address(&user, &administrator(), &Gone::default()), Some(format!("/users/{ID}")));
        assert_eq!(address(&user, &Reader::default(), &Gone::default()), None);

        let project = row("project.create", "project");
        let mut member = Reader::default();
        assert_eq!(address(&project, &administrator(), &Gone::default()), None, "administrators are no members");
        member.projects.insert(parsed::<ProjectId>(ID), "Sample".into());
        assert_eq!(address(&project, &member, &Gone::default()), Some(format!("/projects/{ID}")));
    }

    #[test]
    fn what_was_deleted_is_not_linked_any_more() {
        let rows = [row("session_cluster.delete", "session_cluster"), row("session_cluster.start", "session_cluster")];
        assert_eq!(address(&rows[1], &administrator(), &Gone::of(&rows)), None);
        assert!(address(&rows[1], &administrator(), &Gone::default()).is_some());
    }

    #[test]
    fn an_id_that_is_none_leads_nowhere() {
        let mut link = row("user.create", "user");
        link.object_id = "../admin".into();
        assert_eq!(address(&link, &administrator(), &Gone::default()), None);
    }
}
