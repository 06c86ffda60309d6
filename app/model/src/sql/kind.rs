//! What a statement is, and what follows from that for the product.

use serde::{Deserialize, Serialize};

/// What an `ALTER` or `DROP` is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Object {
    /// A table.
    Table,
    /// A materialized table.
    MaterializedTable,
    /// A view.
    View,
    /// A function.
    Function,
    /// A catalog.
    Catalog,
    /// A database.
    Database,
    /// A model.
    Model,
    /// Anything else.
    Other,
}

/// What a statement is, from its first words. `EXECUTE` in front of a query or an `INSERT` changes nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum StatementKind {
    /// `SELECT`, `WITH`, `VALUES`, `TABLE t`, also in parentheses.
    Select,
    /// `INSERT INTO`, `INSERT OVERWRITE`, `UPSERT INTO`.
    Insert,
    /// Several `INSERT`s as one job: `EXECUTE STATEMENT SET BEGIN … END` or `BEGIN STATEMENT SET; … END`.
    StatementSet,
    /// `CREATE TABLE`.
    CreateTable {
        /// Only of this session.
        temporary: bool,
    },
    /// `CREATE TABLE … AS`, `REPLACE TABLE … AS`.
    CreateTableAs,
    /// `CREATE VIEW`.
    CreateView {
        /// Only of this session.
        temporary: bool,
    },
    /// `CREATE FUNCTION`.
    CreateFunction {
        /// Only of this session.
        temporary: bool,
    },
    /// `CREATE CATALOG`.
    CreateCatalog,
    /// `CREATE DATABASE`.
    CreateDatabase,
    /// `CREATE MODEL`.
    CreateModel {
        /// Only of this session.
        temporary: bool,
    },
    /// `CREATE MATERIALIZED TABLE`.
    CreateMaterializedTable,
    /// Any other `CREATE`.
    CreateOther,
    /// `ALTER`.
    Alter {
        /// What is changed.
        object: Object,
    },
    /// `DROP`.
    Drop {
        /// What is dropped.
        object: Object,
    },
    /// `SHOW`, apart from `SHOW JOBS`.
    Show {
        /// The words that follow, as `TABLES`, `CREATE VIEW` or `CURRENT CATALOG`.
        what: String,
    },
    /// `SHOW JOBS`.
    ShowJobs,
    /// `DESCRIBE`, apart from `DESCRIBE JOB`.
    Describe,
    /// `DESCRIBE JOB '…'`.
    DescribeJob {
        /// As it was given.
        id: Option<String>,
    },
    /// `STOP JOB '…'`.
    StopJob {
        /// As it was given.
        id: Option<String>,
    },
    /// `EXPLAIN` of anything.
    Explain,
    /// `USE CATALOG`.
    UseCatalog,
    /// `USE` a database.
    UseDatabase,
    /// `USE MODULES`.
    UseModules,
    /// `SET`; without a key it lists.
    Set {
        /// As Flink would read it.
        key: Option<String>,
        /// As Flink would read it.
        value: Option<String>,
    },
    /// `RESET`; without a key, of all settings.
    Reset {
        /// As Flink would read it.
        key: Option<String>,
    },
    /// `ADD JAR '…'`.
    AddJar {
        /// As it was given.
        path: Option<String>,
    },
    /// `REMOVE JAR '…'`.
    RemoveJar {
        /// As it was given.
        path: Option<String>,
    },
    /// `LOAD MODULE`.
    LoadModule,
    /// `UNLOAD MODULE`.
    UnloadModule,
    /// `CALL`.
    Call,
    /// `ANALYZE TABLE`.
    Analyze,
    /// `TRUNCATE TABLE`.
    Truncate,
    /// `UPDATE`.
    Update,
    /// `DELETE FROM`.
    Delete,
    /// `COMPILE PLAN`.
    CompilePlan,
    /// `COMPILE AND EXECUTE PLAN`.
    CompileAndExecutePlan,
    /// `EXECUTE PLAN`.
    ExecutePlan,
    /// `BEGIN STATEMENT SET` alone.
    Begin,
    /// `END` alone.
    End,
    /// Nothing Flink knows.
    Other,
}

impl StatementKind {
    /// Whether it is a query whose rows are shown as they come.
    pub fn is_query(&self) -> bool {
        matches!(self, Self::Select)
    }

    /// Whether it answers with a table worth showing, rather than with `OK` or a job id.
    pub fn returns_rows(&self) -> bool {
        let lists = matches!(self, Self::Set { key: None, .. } | Self::Show { .. } | Self::ShowJobs);
        lists || matches!(self, Self::Select | Self::Describe | Self::DescribeJob { .. } | Self::Explain | Self::Call)
    }

    /// Whether running it starts a Flink job that writes. A query starts one too, which ends with its reader.
    pub fn submits_job(&self) -> bool {
        match self {
            Self::Insert | Self::StatementSet | Self::CreateTableAs | Self::CreateMaterializedTable => true,
            Self::Update | Self::Delete | Self::Analyze | Self::ExecutePlan | Self::CompileAndExecutePlan => true,
            // RESUME and REFRESH start one.
            Self::Alter { object } => *object == Object::MaterializedTable,
            _ => false,
        }
    }

    /// Whether later statements of the session see a difference, which is lost with the session. All of DDL counts, for the
    /// catalog a session begins with lives in its memory.
    pub fn changes_session(&self) -> bool {
        match self {
            Self::Set { key, .. } => key.is_some(),
            Self::Reset { .. } | Self::UseCatalog | Self::UseDatabase | Self::UseModules => true,
            Self::AddJar { .. } | Self::RemoveJar { .. } | Self::LoadModule | Self::UnloadModule => true,
            Self::Begin | Self::End => true,
            _ => self.is_ddl(),
        }
    }

    /// Whether it creates, changes or drops an object of a catalog, or a catalog.
    pub fn is_ddl(&self) -> bool {
        let of_table = matches!(self, Self::CreateTable { .. } | Self::CreateTableAs | Self::CreateMaterializedTable);
        let of_name = matches!(
            self,
            Self::CreateView { .. } | Self::CreateFunction { .. } | Self::CreateModel { .. } | Self::CreateOther
        );
        let of_store = matches!(self, Self::CreateCatalog | Self::CreateDatabase);
        of_table || of_name || of_store || matches!(self, Self::Alter { .. } | Self::Drop { .. })
    }
}
