//! The Flink lines that are supported, and what differs between them.
//!
//! One table: whoever needs to know what a Flink can do asks here, not its version number.

use super::FlinkVersion;

/// A Flink line (`1.20`) and what it can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    /// Major and minor.
    pub number: (u16, u16),
    /// The newest version of the SQL Gateway's API that it speaks; `v2` is spoken by all.
    pub newest_gateway_api: u8,
    /// The key that names the snapshot a job starts from.
    pub restore_path_key: &'static str,
    /// The key that keeps the last checkpoints when a job ends.
    pub retention_key: &'static str,
    /// The key that names the directory of checkpoints.
    pub checkpoints_directory_key: &'static str,
    /// The key that names the directory of savepoints.
    pub savepoints_directory_key: &'static str,
    /// The name of its configuration file.
    pub configuration_file: &'static str,
    /// Does `SHOW JOBS` exist?
    pub has_show_jobs: bool,
    /// Does `DESCRIBE JOB '…'` exist?
    pub has_describe_job: bool,
    /// Do materialized tables exist?
    pub has_materialized_tables: bool,
    /// Do sinks of the first kind still work? Connectors that were built on them need it.
    pub has_sink_v1: bool,
    /// Can the gateway start a script as an application?
    pub has_script_deployment: bool,
    /// The Java releases it runs on.
    pub java: &'static [u8],
}

const V1_18: Line = Line {
    number: (1, 18),
    newest_gateway_api: 2,
    restore_path_key: "execution.savepoint.path",
    retention_key: "execution.checkpointing.externalized-checkpoint-retention",
    checkpoints_directory_key: "state.checkpoints.dir",
    savepoints_directory_key: "state.savepoints.dir",
    configuration_file: "flink-conf.yaml",
    has_show_jobs: true,
    has_describe_job: false,
    has_materialized_tables: false,
    has_sink_v1: true,
    has_script_deployment: false,
    java: &[8, 11, 17],
};

const V1_19: Line = Line { number: (1, 19), configuration_file: "config.yaml", ..V1_18 };

const V1_20: Line = Line {
    number: (1, 20),
    newest_gateway_api: 3,
    restore_path_key: "execution.state-recovery.path",
    checkpoints_directory_key: "execution.checkpointing.dir",
    savepoints_directory_key: "execution.checkpointing.savepoint-dir",
    has_describe_job: true,
    has_materialized_tables: true,
    ..V1_19
};

const V2_0: Line = Line {
    number: (2, 0),
    newest_gateway_api: 4,
    has_sink_v1: false,
    has_script_deployment: true,
    java: &[11, 17, 21],
    ..V1_20
};

/// All supported lines, the oldest first.
pub const LINES: &[Line] = &[
    V1_18,
    V1_19,
    V1_20,
    V2_0,
    Line { number: (2, 1), ..V2_0 },
    Line { number: (2, 2), ..V2_0 },
    Line { number: (2, 3), ..V2_0 },
];

impl Line {
    /// The line of a version, if it is supported.
    pub fn of(version: &FlinkVersion) -> Option<&'static Self> {
        LINES.iter().find(|line| line.number == (version.major(), version.minor()))
    }
}

/// How a version stands to what is supported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Support {
    /// It is in the table.
    Supported(&'static Line),
    /// Newer than the table: what the newest line can is expected of it, without promise.
    Newer(&'static Line),
    /// Too old to be used.
    TooOld,
}

impl Support {
    /// Looks a version up.
    pub fn of(version: &FlinkVersion) -> Self {
        let newest = LINES.last().expect("the table of lines is not empty");
        match Line::of(version) {
            Some(line) => Self::Supported(line),
            None if (version.major(), version.minor()) > newest.number => Self::Newer(newest),
            // Between the lines of 1 and 2 there is 1.21 and so on, which never came to be.
            None => Self::TooOld,
        }
    }

    /// What it can do, when it can be used.
    pub fn line(self) -> Option<&'static Line> {
        match self {
            Self::Supported(line) | Self::Newer(line) => Some(line),
            Self::TooOld => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn support(version: &str) -> Support {
        Support::of(&version.parse().unwrap())
    }

    #[test]
    fn lines_are_in_order_and_differ_where_flink_does() {
        assert!(LINES.is_sorted_by_key(|line| line.number));
        assert_eq!(support("1.19.3").line().unwrap().restore_path_key, "execution.savepoint.path");
        assert_eq!(support("1.20.3").line().unwrap().restore_path_key, "execution.state-recovery.path");
        assert!(
            !support("1.18.1").line().unwrap().has_describe_job && support("1.20.0").line().unwrap().has_describe_job
        );
        assert!(support("1.20.5").line().unwrap().has_sink_v1 && !support("2.3.0").line().unwrap().has_sink_v1);
    }

    #[test]
    fn a_version_beyond_the_table_is_newer_and_one_before_it_too_old() {
        assert!(matches!(support("2.9.0"), Support::Newer(line) if line.number == (2, 3)));
        assert_eq!(support("1.17.2"), Support::TooOld);
    }
}
