//! What outgoing connections may reach beyond the usual.

use super::{kind::FromText, problem::Problem, values::Values};
use ::egress::Class;
use std::{collections::BTreeSet, path::PathBuf};

/// What outgoing connections may reach beyond the usual.
#[derive(Clone, Debug)]
pub struct EgressConfig {
    /// Classes that may reach this host itself.
    pub allow_loopback: BTreeSet<Class>,
    /// Certificate authorities (PEM) beside the usual ones.
    pub ca_file: Option<PathBuf>,
}

impl EgressConfig {
    pub(super) fn new(values: &Values, problems: &mut Vec<Problem>) -> Self {
        let ca_file = values.path("egress.ca_file");
        if let Some(path) = ca_file.as_deref().filter(|path| !path.is_file()) {
            problems.push(values.rule("egress.ca_file", format!("there is no file {}", path.display())));
        }
        Self { allow_loopback: values.list("egress.allow_loopback").into_iter().collect(), ca_file }
    }
}

/// Our own engine is not among them: it is always of this host.
const CHOICES: [Class; 5] = [Class::Issuer, Class::Cluster, Class::DataSource, Class::Webhook, Class::ObjectStore];

impl FromText for Class {
    const NAME: &'static str = "class of connections";
    const ALLOWED: &'static str = "`issuer`, `cluster`, `data_source`, `webhook` or `object_store`";

    fn from_text(text: &str) -> Option<Self> {
        CHOICES.into_iter().find(|class| class.as_str() == text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_allowed_is_what_is_said() {
        let said: Vec<&str> = Class::ALLOWED.split('`').skip(1).step_by(2).collect();
        assert_eq!(said, CHOICES.map(Class::as_str));
        assert_eq!(Class::from_text("local_engine"), None);
    }
}
