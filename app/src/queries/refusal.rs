//! Why a statement is not run, as a refusal.

use crate::context::{Refusal, chain};
use control::RunError;
use model::{Code, authority::Forbidden};

pub(super) fn refusal(error: RunError) -> Refusal {
    match error {
        RunError::Refused(problem) => Refusal::Sql(problem),
        RunError::NeedsPermission(permission) => Refusal::Forbidden(Forbidden::Missing(permission)),
        RunError::NoSuchFile { name } => Code::NoSuchFile { name }.at("statement").into(),
        RunError::FileOutOfReach { name } => Code::FileOutOfReach { name }.at("statement").into(),
        RunError::ForeignJob { job } => Code::ForeignJob { job }.at("statement").into(),
        RunError::TooLong { most } => {
            Code::TooLarge { most: i64::try_from(most).unwrap_or(i64::MAX) }.at("statement").into()
        }
        RunError::QuotaExceeded { most } => {
            Code::QuotaExceeded { most: i64::try_from(most).unwrap_or(i64::MAX) }.at("statement").into()
        }
        RunError::Store(error) => error.into(),
        RunError::Cluster(control::Error::NoGateway) => Code::NoGateway.at("cluster").into(),
        RunError::Cluster(error) => error.into(),
        other => {
            tracing::error!(error = chain(&other), "a statement could not be run");
            Refusal::Failed
        }
    }
}

impl From<control::Error> for Refusal {
    fn from(error: control::Error) -> Self {
        match error {
            control::Error::Store(error) => error.into(),
            control::Error::NoGateway => Code::NoGateway.at("cluster").into(),
            control::Error::NotRunning => Code::EngineNotRunning.at("cluster").into(),
            control::Error::Elsewhere => Code::EngineElsewhere.at("cluster").into(),
            other => {
                tracing::error!(error = chain(&other), "the world could not be changed");
                Refusal::Failed
            }
        }
    }
}
