//! Who may do what.
//!
//! A [`Scope`], [`Scopes`] or [`Granted`] is the proof that a permission was checked. They can be made here only, so
//! no method of `store`, `engine` or `fleet` that takes one can be called without the check.
//! What they are made from, a [`Membership`] or a [`Standing`], is loaded by `store` only (`cargo xtask check`).

use crate::{ProjectId, UserId};
use serde::{Deserialize, Serialize};
use std::{fmt, marker::PhantomData, str::FromStr};

macro_rules! roles {
    ($(#[$doc:meta])* $name:ident { $($(#[$role_doc:meta])* $role:ident = $text:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$role_doc])* $role,)* }

        impl $name {
            /// All of them, the mightiest first.
            pub const ALL: &'static [Self] = &[$(Self::$role),*];

            /// How it is written in tables and forms.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$role => $text,)* }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl FromStr for $name {
            type Err = UnknownRole;

            fn from_str(text: &str) -> Result<Self, UnknownRole> {
                match text { $($text => Ok(Self::$role),)* _ => Err(UnknownRole) }
            }
        }
    };
}

/// No role is written like this.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownRole;

impl fmt::Display for UnknownRole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("unknown role")
    }
}

impl std::error::Error for UnknownRole {}

roles! {
    /// What a person is in the installation.
    SystemRole {
        /// Manages people, clusters and settings; has no silent access to projects.
        Administrator = "administrator",
        /// Reads the audit and the list of people, clusters and projects; changes nothing.
        Auditor = "auditor",
        /// Works in projects.
        User = "user",
    }
}

roles! {
    /// What a person is in a project.
    ProjectRole {
        /// Everything, and says who belongs to it.
        Owner = "owner",
        /// Writes and runs.
        Developer = "developer",
        /// Operates what others wrote.
        Operator = "operator",
        /// Looks.
        Viewer = "viewer",
    }
}

/// A named permission in a project.
pub trait Permission: Send + Sync + 'static {
    /// As routes declare it and pages show it.
    const NAME: &'static str;
    /// Who has it.
    const ROLES: &'static [ProjectRole];
    /// True when an archived project still allows it.
    const READS: bool;
}

/// A named permission in the installation.
pub trait SystemPermission: Send + Sync + 'static {
    /// As routes declare it and pages show it.
    const NAME: &'static str;
    /// Who has it.
    const ROLES: &'static [SystemRole];
}

macro_rules! permissions {
    ($table:ident: $trait:ident of $role:ident; $($(#[$doc:meta])* $name:ident($text:literal $(, $reads:ident)?) = $($who:ident)|+;)*) => {
        /// Every permission of this kind and who has it.
        pub const $table: &[(&str, &[$role])] = &[$(($name::NAME, $name::ROLES)),*];

        $(
            $(#[$doc])*
            #[derive(Debug)]
            pub enum $name {}

            impl $trait for $name {
                const NAME: &'static str = $text;
                const ROLES: &'static [$role] = &[$($role::$who),+];
                permissions!(@$trait $($reads)?);
            }
        )*
    };
    (@Permission reads) => { const READS: bool = true; };
    (@Permission) => { const READS: bool = false; };
    (@SystemPermission) => {};
}

permissions! { PROJECT_PERMISSIONS: Permission of ProjectRole;
    /// Sees the project, its members and settings.
    ProjectView("project.view", reads) = Owner | Developer | Operator | Viewer;
    /// Renames, archives and deletes the project.
    ProjectManage("project.manage", reads) = Owner;
    /// Says who belongs to the project.
    MemberManage("member.manage") = Owner;
    /// Sees scripts.
    ScriptView("script.view", reads) = Owner | Developer | Operator | Viewer;
    /// Writes scripts.
    ScriptEdit("script.edit") = Owner | Developer;
    /// Sees queries, their rows and who ran them.
    QueryView("query.view", reads) = Owner | Developer | Operator | Viewer;
    /// Runs SQL interactively.
    QueryRun("query.run") = Owner | Developer;
    /// Stops what somebody else runs.
    QueryStop("query.stop", reads) = Owner | Operator;
    /// Sees jars.
    FileView("file.view", reads) = Owner | Developer | Operator | Viewer;
    /// Uploads and deletes jars.
    FileEdit("file.edit") = Owner | Developer;
    /// Sees the names and plain values of variables.
    VariableView("variable.view", reads) = Owner | Developer | Operator | Viewer;
    /// Says what texts of the project name.
    VariableEdit("variable.edit") = Owner | Developer;
    /// Sees jobs, their runs and snapshots.
    JobView("job.view", reads) = Owner | Developer | Operator | Viewer;
    /// Makes, changes and deletes jobs.
    JobEdit("job.edit") = Owner | Developer;
    /// Deploys and stops jobs, and sees and stops the project's Flink jobs by SQL.
    JobControl("job.control") = Owner | Developer | Operator;
}

permissions! { SYSTEM_PERMISSIONS: SystemPermission of SystemRole;
    /// Makes projects.
    ProjectCreate("system.project.create") = Administrator | User;
    /// Sees that all projects exist.
    ProjectList("system.project.list") = Administrator | Auditor;
    /// Enters a foreign project as its owner; the act is audited.
    ProjectEnter("system.project.enter") = Administrator;
    /// Sees people, their roles and sessions.
    UserView("system.user.view") = Administrator | Auditor;
    /// Disables people, gives roles, ends sessions.
    UserManage("system.user.manage") = Administrator;
    /// Reads the audit.
    AuditView("system.audit.view") = Administrator | Auditor;
    /// Sees session clusters and what runs on them.
    ClusterView("system.cluster.view") = Administrator | Auditor;
    /// Registers, starts, stops and grants session clusters.
    ClusterManage("system.cluster.manage") = Administrator;
}

/// What the store knows about a person in a project.
#[derive(Clone, Copy, Debug)]
pub struct Membership {
    /// The person.
    pub user: UserId,
    /// The project.
    pub project: ProjectId,
    /// What the person is in it.
    pub role: ProjectRole,
    /// True when the project can be read only.
    pub archived: bool,
}

impl Membership {
    /// Checks a permission: the only way to a scope.
    ///
    /// # Errors
    /// The name of the permission that is missing, or that the project is archived.
    pub fn allow<P: Permission>(&self) -> Result<Scope<P>, Forbidden> {
        if !P::ROLES.contains(&self.role) {
            return Err(Forbidden::Missing(P::NAME));
        }
        if self.archived && !P::READS {
            return Err(Forbidden::Archived);
        }
        Ok(Scope { user: self.user, project: self.project, permission: PhantomData })
    }

    /// True when the permission would be given.
    pub fn has<P: Permission>(&self) -> bool {
        self.allow::<P>().is_ok()
    }
}

/// What the store knows about a person in the installation.
#[derive(Clone, Copy, Debug)]
pub struct Standing {
    /// The person.
    pub user: UserId,
    /// What the person is.
    pub role: SystemRole,
}

impl Standing {
    /// Checks a permission of the installation.
    ///
    /// # Errors
    /// The name of the permission that is missing.
    pub fn allow<P: SystemPermission>(&self) -> Result<Granted<P>, Forbidden> {
        match P::ROLES.contains(&self.role) {
            true => Ok(Granted { user: self.user, permission: PhantomData }),
            false => Err(Forbidden::Missing(P::NAME)),
        }
    }

    /// True when the permission would be given.
    pub fn has<P: SystemPermission>(&self) -> bool {
        self.allow::<P>().is_ok()
    }
}

/// Why there is no scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Forbidden {
    /// The named permission is missing.
    Missing(&'static str),
    /// The project is archived, and this would change it.
    Archived,
}

/// Proof that `P` was checked for a person in a project.
///
/// ```compile_fail,E0451
/// use model::authority::{Scope, ScriptEdit};
/// fn forge(project: model::ProjectId, user: model::UserId) -> Scope<ScriptEdit> {
///     Scope { project, user, permission: std::marker::PhantomData }
/// }
/// ```
#[derive(Debug)]
pub struct Scope<P> {
    user: UserId,
    project: ProjectId,
    permission: PhantomData<fn() -> P>,
}

impl<P> Clone for Scope<P> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<P> Copy for Scope<P> {}

impl<P> Scope<P> {
    /// Who was checked.
    pub fn user(&self) -> UserId {
        self.user
    }

    /// Where.
    pub fn project(&self) -> ProjectId {
        self.project
    }
}

/// The projects in which a person has `P`: for lists, search and live status across projects.
#[derive(Clone, Debug)]
pub struct Scopes<P> {
    user: UserId,
    projects: Vec<ProjectId>,
    permission: PhantomData<fn() -> P>,
}

impl<P: Permission> Scopes<P> {
    /// Those of a person's memberships that have the permission.
    pub fn of(user: UserId, memberships: &[Membership]) -> Self {
        let allowed = memberships.iter().filter(|member| member.user == user && member.has::<P>());
        Self { user, projects: allowed.map(|member| member.project).collect(), permission: PhantomData }
    }

    /// Who was checked.
    pub fn user(&self) -> UserId {
        self.user
    }

    /// Where the person has the permission.
    pub fn projects(&self) -> &[ProjectId] {
        &self.projects
    }
}

/// Proof that the system permission `P` was checked.
#[derive(Debug)]
pub struct Granted<P> {
    user: UserId,
    permission: PhantomData<fn() -> P>,
}

impl<P> Granted<P> {
    /// Who was checked.
    pub fn user(&self) -> UserId {
        self.user
    }
}

/// What `control` acts with: it carries out what was recorded, for whoever was allowed to ask for it.
///
/// Built once, in `server::main` (`cargo xtask check`).
#[derive(Clone, Debug)]
pub struct SystemScope(());

impl SystemScope {
    /// The scope of the server itself.
    pub fn of_the_server() -> Self {
        Self(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn member(role: ProjectRole, archived: bool) -> Membership {
        Membership { user: Uuid::nil().into(), project: Uuid::nil().into(), role, archived }
    }

    #[test]
    fn a_role_gets_a_scope_for_exactly_its_permissions() {
        assert!(member(ProjectRole::Developer, false).allow::<ScriptEdit>().is_ok());
        let refused = member(ProjectRole::Viewer, false).allow::<ScriptEdit>().map(drop);
        assert_eq!(refused, Err(Forbidden::Missing("script.edit")));
    }

    #[test]
    fn an_archived_project_can_be_read_and_managed_but_not_changed() {
        assert!(member(ProjectRole::Owner, true).allow::<ScriptView>().is_ok());
        assert!(member(ProjectRole::Owner, true).allow::<ProjectManage>().is_ok());
        assert_eq!(member(ProjectRole::Owner, true).allow::<ScriptEdit>().map(drop), Err(Forbidden::Archived));
    }

    #[test]
    fn an_auditor_reads_and_changes_nothing() {
        let auditor = Standing { user: Uuid::nil().into(), role: SystemRole::Auditor };
        assert!(auditor.has::<AuditView>() && auditor.has::<UserView>());
        assert!(!auditor.has::<UserManage>() && !auditor.has::<ClusterManage>() && !auditor.has::<ProjectCreate>());
    }

    #[test]
    fn scopes_leave_out_projects_without_the_permission_and_other_people() {
        let mut other = member(ProjectRole::Owner, false);
        other.user = Uuid::max().into();
        let members = [member(ProjectRole::Viewer, false), other];
        assert_eq!(Scopes::<ScriptView>::of(Uuid::nil().into(), &members).projects().len(), 1);
        assert!(Scopes::<ScriptEdit>::of(Uuid::nil().into(), &members).projects().is_empty());
    }

    #[test]
    fn roles_are_read_as_they_are_written() {
        for role in ProjectRole::ALL {
            assert_eq!(role.as_str().parse(), Ok(*role));
        }
        assert_eq!("root".parse::<SystemRole>(), Err(UnknownRole));
    }
}
