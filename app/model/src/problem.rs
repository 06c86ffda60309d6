//! What is wrong, as codes with typed parameters.

use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// What is wrong with a value; `app::words` has a sentence for each in every language.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "code", content = "params", rename_all = "snake_case")]
pub enum Code {
    /// Nothing was given.
    Required,
    /// Fewer characters than are needed.
    TooShort {
        /// In characters.
        least: u32,
    },
    /// More characters than there is room for.
    TooLong {
        /// In characters.
        most: u32,
    },
    /// A control, bidirectional or invisible character that would make a name look like another.
    ForbiddenCharacter {
        /// `U+202E`.
        character: String,
    },
    /// Another object of this kind has the name.
    NameTaken {
        /// The name that was asked for.
        name: String,
    },
    /// Somebody else saved in the meantime.
    StaleRevision {
        /// The revision that is stored now.
        now: i64,
    },
    /// Not one of the values that can be chosen.
    NotAChoice,
    /// Not a number, or out of range.
    NotANumber {
        /// The smallest that is allowed.
        least: i64,
        /// The largest that is allowed.
        most: i64,
    },
    /// Not an e-mail address.
    NotAnEmail,
    /// Not an absolute `http` or `https` address without credentials.
    NotAnAddress,
    /// Not a time zone of the IANA database.
    NotATimeZone,
    /// The two passwords differ.
    PasswordsDiffer,
    /// The name or the password is wrong; it is not said which.
    SignInFailed,
    /// Too many attempts.
    TryAgainLater {
        /// How long to wait.
        seconds: u32,
    },
    /// The link was used, is too old, or never was one.
    LinkSpent,
    /// The last owner of a project must stay.
    LastOwner,
    /// The last administrator must stay.
    LastAdministrator,
    /// The project is archived: it can be read, not changed.
    ProjectArchived,
    /// No such person.
    NoSuchUser,
    /// The name that was typed to confirm is another.
    ConfirmationDiffers,
    /// It cannot be moved into itself.
    MovedIntoItself,
    /// It still holds other things.
    NotEmpty,
    /// Another act on it is not over yet.
    OperationUnderWay,
    /// A quota is used up.
    QuotaExceeded {
        /// In bytes.
        most: i64,
    },
    /// Something else was chosen that does not exist (any more).
    Missing,
    /// An address that must not be reached from here, whatever its name says.
    AddressRefused {
        /// The host as it was given.
        host: String,
    },
    /// Not a jar: a ZIP file with a class in it.
    NotAJar,
    /// A jar that is cut off, or whose parts do not fit together.
    DamagedJar,
    /// Unpacked, the jar would take more than is looked at.
    UnpacksTooLarge {
        /// In bytes.
        most: i64,
    },
    /// The jar holds more files than are looked at.
    TooManyEntries {
        /// How many there may be.
        most: u32,
    },
    /// The newest version has the same content.
    SameAsVersion {
        /// Its number.
        number: i64,
    },
    /// Not the name of a Java class.
    NotAClassName,
    /// The jar's manifest names no class with a program, so one has to be chosen.
    NoMainClass,
    /// Not PEM text of the kind that is needed.
    NotPem,
    /// More bytes than there is room for.
    TooLarge {
        /// In bytes.
        most: i64,
    },
    /// Folders in folders, further down than is allowed.
    TooDeep {
        /// How many levels there may be.
        most: u32,
    },
    /// A template cannot inherit from itself, nor from what inherits from it.
    InheritsFromItself,
    /// More templates that inherit from each other than are allowed.
    TooManyInARow {
        /// How many there may be.
        most: u32,
    },
    /// Others use it at this moment.
    InUse {
        /// Who or what, at most ten of them.
        by: Vec<String>,
    },
    /// Not the bare name of a file of the kind that is needed.
    NotAFileName {
        /// How the name has to end: `.jar`.
        ending: String,
    },
    /// It exists, and this project was not given it for this purpose.
    NotGranted,
    /// The project has no jar of this name.
    NoSuchFile {
        /// As it was given.
        name: String,
    },
    /// A jar of the project cannot be handed to a cluster that is not on this host.
    FileOutOfReach {
        /// As it was given.
        name: String,
    },
    /// The job is none of this project's.
    ForeignJob {
        /// As it was given.
        job: String,
    },
    /// The cluster has no SQL Gateway.
    NoGateway,
    /// The local engine does not run.
    EngineNotRunning,
    /// The engine is one of another host.
    EngineElsewhere,
    /// The SQL is wrong or not allowed.
    Sql {
        /// What is wrong with it.
        problem: Box<crate::sql::SqlCode>,
    },
    /// Something is wrong in a line of a text.
    InLine {
        /// From 1.
        line: u32,
        /// What is wrong there.
        problem: Box<Self>,
    },
    /// More of them than there is room for.
    TooMany {
        /// How many there may be.
        most: u32,
    },
    /// The same is given a second time.
    GivenTwice {
        /// What is.
        name: String,
    },
    /// Not a letter or `_` followed by letters, digits, `_`, `-` and `.`.
    NotAVariableName,
    /// A variable is named that has neither a value nor a default.
    NoSuchVariable {
        /// Its name.
        name: String,
    },
    /// Not a line `key: value` or `key = value`.
    NotAKeyAndValue,
    /// The key belongs to the cluster or to Scaleph and is not for a job.
    FlinkKeyRefused {
        /// As it was given.
        key: String,
        /// The rule that refused it: a key, or the beginning of keys, as `rest.*`.
        rule: String,
    },
    /// Flink has no such key.
    UnknownFlinkKey {
        /// As it was given.
        key: String,
        /// One that may have been meant.
        near: Option<String>,
    },
    /// The value is not of the type that Flink expects for the key.
    BadFlinkValue {
        /// As it was given.
        key: String,
        /// What it should be.
        expected: crate::flink::OptionKind,
    },
    /// The key is set by another field of the same form.
    HasOwnField {
        /// As it was given.
        key: String,
        /// The name of the field.
        field: String,
    },
    /// Not the place of a savepoint or checkpoint on a file system that Flink can use.
    NotASnapshotPath,
    /// A batch job ends by itself and has no state to keep: no savepoints can be taken of it.
    BatchHasNoSavepoints,
    /// This cannot be done with the job now.
    NotInThisState {
        /// [`crate::JobState::as_str`].
        state: String,
    },
}

/// A code and the field it is about.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Problem {
    /// The name of the field.
    pub at: Cow<'static, str>,
    /// What is wrong with it.
    #[serde(flatten)]
    pub code: Code,
}

impl Code {
    /// The problem that this is in a field.
    pub fn at(self, field: impl Into<Cow<'static, str>>) -> Problem {
        Problem { at: field.into(), code: self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_is_a_code_with_typed_parameters() {
        let problem = Code::TooLong { most: 40 }.at("name");
        let json = r#"{"at":"name","code":"too_long","params":{"most":40}}"#;
        assert_eq!(serde_json::to_string(&problem).unwrap(), json);
        assert_eq!(serde_json::from_str::<Problem>(json).unwrap(), problem);
    }
}
