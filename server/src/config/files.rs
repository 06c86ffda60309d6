//! Where jars, connectors and results are kept: a folder, or a bucket of an S3-compatible server.

use super::{kind::FromText, problem::Problem, secret::Secret, values::Values, web::Origin};
use ::egress::Class;
use std::path::{Path, PathBuf};

/// Where files are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FilesConfig {
    /// A folder; the path is absolute.
    Directory(PathBuf),
    /// A bucket.
    Bucket(Box<BucketConfig>),
}

/// A bucket, and what opens it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BucketConfig {
    /// How it is called.
    pub bucket: String,
    /// What every name in it begins with; may be empty.
    pub prefix: String,
    /// Where its server is; without one it is Amazon's.
    pub endpoint: Option<Origin>,
    /// The region it is in.
    pub region: String,
    /// Whether it stands in the path of an address, instead of in its host.
    pub path_style: bool,
    /// Who we are there.
    pub access_key_id: String,
    /// What proves it.
    pub secret_access_key: Secret,
    /// Goes with a key that holds for a while only.
    pub session_token: Option<Secret>,
}

/// Settings that say something of a bucket only.
const OF_A_BUCKET: [&str; 6] = [
    "files.endpoint",
    "files.region",
    "files.path_style",
    "files.access_key_id",
    "files.secret_access_key",
    "files.session_token",
];
/// What servers of one's own take, if nobody told them another one.
const USUAL_REGION: &str = "us-east-1";

impl FilesConfig {
    pub(super) fn new(values: &mut Values, data_dir: &Path, problems: &mut Vec<Problem>) -> Self {
        let directory = match values.get("files.url") {
            Some(FilesText::Bucket { bucket, prefix }) => {
                return Self::Bucket(Box::new(BucketConfig::new((bucket, prefix), values, problems)));
            }
            Some(FilesText::Directory(Some(path))) => values.absolute("files.url", &path),
            Some(FilesText::Directory(None)) | None => data_dir.join("files"),
        };
        for key in OF_A_BUCKET {
            if !values.list::<String>(key).is_empty() {
                problems.push(values.rule(key, "is of no use without a bucket in files.url, `s3://bucket/prefix`"));
            }
        }
        values.derive("files.url", format!("file:{}", directory.display()));
        Self::Directory(directory)
    }
}

impl BucketConfig {
    fn new((bucket, prefix): (String, String), values: &mut Values, problems: &mut Vec<Problem>) -> Self {
        let endpoint: Option<Origin> = values.get("files.endpoint");
        problems.extend(endpoint.as_ref().and_then(|endpoint| endpoint_problem(endpoint, values)));
        if endpoint.is_none() && values.get::<Region>("files.region").is_none() {
            problems.push(values.rule("files.region", "must be set, because files.url is a bucket of Amazon's"));
        }
        for key in ["files.access_key_id", "files.secret_access_key"] {
            if values.get::<String>(key).is_none() {
                problems.push(values.rule(key, "must be set, because files.url is a bucket"));
            }
        }
        let region = values.get("files.region").map_or_else(|| USUAL_REGION.to_owned(), |Region(region)| region);
        values.derive("files.region", region.clone());
        // The certificate of a server is for one label before its name.
        let path_style = values.get("files.path_style").unwrap_or(endpoint.is_some() || bucket.contains('.'));
        values.derive("files.path_style", path_style.to_string());
        if !path_style && endpoint.as_ref().is_some_and(Origin::is_ip_address) {
            let text = "must be true, because files.endpoint is an IP address: no name of a bucket goes before it";
            problems.push(values.rule("files.path_style", text));
        }
        let text = |key| values.get::<String>(key);
        Self {
            bucket,
            prefix,
            endpoint,
            region,
            path_style,
            access_key_id: text("files.access_key_id").unwrap_or_default(),
            secret_access_key: Secret::new(text("files.secret_access_key").unwrap_or_default()),
            session_token: text("files.session_token").map(Secret::new),
        }
    }
}

fn endpoint_problem(endpoint: &Origin, values: &Values) -> Option<Problem> {
    if !endpoint.is_loopback() {
        let is_safe = endpoint.is_https() || values.require::<bool>("files.allow_insecure_http");
        let text = format!(
            "{endpoint} is plain http and not of this host, so all that is kept would travel in the clear; \
             use https, or set files.allow_insecure_http"
        );
        return (!is_safe).then(|| values.rule("files.endpoint", text));
    }
    let is_open = values.list::<Class>("egress.allow_loopback").contains(&Class::ObjectStore);
    let text = format!("{endpoint} is of this host itself, so egress.allow_loopback must have `object_store` among it");
    (!is_open).then(|| values.rule("files.endpoint", text))
}

/// `files.url` as it is written.
pub(super) enum FilesText {
    Directory(Option<PathBuf>),
    Bucket { bucket: String, prefix: String },
}

impl FromText for FilesText {
    const NAME: &'static str = "file store";
    const ALLOWED: &'static str = "`file:` and the path of a folder, or `s3://`, the name of a bucket, and perhaps `/` \
                                   and a prefix of letters, digits, `-`, `_`, `.` and `/`";

    fn from_text(text: &str) -> Option<Self> {
        if let Some(bucket) = text.strip_prefix("s3://") {
            let (bucket, prefix) = bucket.split_once('/').unwrap_or((bucket, ""));
            let prefix = prefix.strip_suffix('/').unwrap_or(prefix);
            let fits = is_bucket(bucket) && (prefix.is_empty() || is_prefix(prefix));
            return fits.then(|| Self::Bucket { bucket: bucket.into(), prefix: prefix.into() });
        }
        let path = text.strip_prefix("file:")?;
        let path = path.strip_prefix("//").unwrap_or(path);
        if path.is_empty() {
            return Some(Self::Directory(None));
        }
        PathBuf::from_text(path).map(|path| Self::Directory(Some(path)))
    }
}

/// As S3 wants it: it may become a part of a host.
fn is_bucket(name: &str) -> bool {
    let is_inner = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-.".contains(&byte);
    let ends = [name.bytes().next(), name.bytes().next_back()];
    let ends = ends.into_iter().flatten().all(|byte| byte.is_ascii_alphanumeric());
    (3..=63).contains(&name.len()) && ends && name.bytes().all(is_inner) && !name.contains("..")
}

fn is_prefix(prefix: &str) -> bool {
    let is_part = |part: &str| {
        let fits = part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte));
        fits && !matches!(part, "" | "." | "..")
    };
    prefix.len() <= 512 && prefix.split('/').all(is_part)
}

/// `files.region` as it is written: it may become a part of a host.
pub(super) struct Region(String);

impl FromText for Region {
    const NAME: &'static str = "region";
    const ALLOWED: &'static str = "lower-case letters, digits and `-`, such as `eu-central-1`";

    fn from_text(text: &str) -> Option<Self> {
        let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        (!text.is_empty() && text.len() <= 63 && text.bytes().all(fits)).then(|| Self(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bucket(text: &str) -> Option<(String, String)> {
        match FilesText::from_text(text)? {
            FilesText::Bucket { bucket, prefix } => Some((bucket, prefix)),
            FilesText::Directory(_) => None,
        }
    }

    #[test]
    fn a_bucket_has_a_name_that_a_host_can_have_and_a_plain_prefix() {
        for (text, (name, prefix)) in [
            ("s3://lake", ("lake", "")),
            ("s3://lake/", ("lake", "")),
            ("s3://my.lake-2/scaleph/Prod_1/", ("my.lake-2", "scaleph/Prod_1")),
        ] {
            assert_eq!(bucket(text), Some((name.into(), prefix.into())), "{text}");
        }
        for text in [
            "s3://",
            "s3:///a",
            "s3://ab",
            "s3://Lake",
            "s3://-lake",
            "s3://lake.",
            "s3://la..ke",
            "s3://key:pw@lake",
            "s3://lake//a",
            "s3://lake/a//b",
            "s3://lake/../a",
            "s3://lake/a b",
            "s3://lake/a?b",
            "s3:lake",
            "lake",
        ] {
            assert!(FilesText::from_text(text).is_none(), "{text}");
        }
    }
}
