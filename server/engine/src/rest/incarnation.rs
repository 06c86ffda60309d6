//! Which process a JobManager is: one that was started again is another one, at the same address.

use super::{RestReader, Setting};
use crate::error::Result;

/// One life of a JobManager.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Incarnation {
    /// Differs from that of every other process. It is the folder that each makes for itself at its start.
    pub mark: String,
    /// It may take up by itself what another process ran: high availability is on.
    pub is_highly_available: bool,
}

/// The folder of its web server, `…/flink-web-<random>`, which Flink writes into its own settings.
const FOLDER: &str = "web.tmpdir";
const HIGH_AVAILABILITY: [&str; 2] = ["high-availability.type", "high-availability"];

impl RestReader {
    /// Which process answers; `None` when it does not tell, and then it cannot be known whether it is another one.
    ///
    /// # Errors
    /// As said at [`RestReader`].
    pub async fn incarnation(&self) -> Result<Option<Incarnation>> {
        Ok(read(&self.jobmanager_config().await?))
    }
}

fn read(settings: &[Setting]) -> Option<Incarnation> {
    let value = |key: &str| settings.iter().find(|setting| setting.key == key).map(|setting| setting.value.as_str());
    let mark = value(FOLDER).filter(|folder| folder.contains("flink-web-"))?;
    let kind = HIGH_AVAILABILITY.into_iter().find_map(value).unwrap_or("NONE");
    Some(Incarnation { mark: mark.to_owned(), is_highly_available: !kind.eq_ignore_ascii_case("none") })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn setting(key: &str, value: &str) -> Setting {
        Setting { key: key.into(), value: value.into() }
    }

    #[test]
    fn a_process_is_told_by_its_folder_and_nothing_else_will_do() {
        let folder = setting("web.tmpdir", "/tmp/flink-web-7b0ce8d5-1f0e");
        let plain = read(&[setting("rest.port", "8081"), folder.clone()]).unwrap();
        assert_eq!((plain.mark.as_str(), plain.is_highly_available), ("/tmp/flink-web-7b0ce8d5-1f0e", false));
        for key in HIGH_AVAILABILITY {
            assert!(read(&[folder.clone(), setting(key, "zookeeper")]).unwrap().is_highly_available);
            assert!(!read(&[folder.clone(), setting(key, "NONE")]).unwrap().is_highly_available);
        }
        assert_eq!(read(&[setting("web.tmpdir", "******")]), None);
        assert_eq!(read(&[]), None);
    }
}
