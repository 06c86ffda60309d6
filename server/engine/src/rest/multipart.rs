//! A form with one file, as `POST /jars/upload` takes it.
//!
//! `egress` sends whole bodies only, so the jar is held in memory on its way, and its length is bounded.

use http::HeaderValue;
use std::io;
use tokio::io::{AsyncRead, AsyncReadExt};

/// The longest jar that is sent.
const MOST_BYTES: u64 = 256 << 20;
/// The longest name that is sent.
const MOST_NAME: usize = 100;

/// A form, ready to be sent.
pub(super) struct Form {
    pub(super) content_type: HeaderValue,
    pub(super) body: Vec<u8>,
}

/// A form with a jar.
///
/// # Errors
/// What reading brings; `FileTooLarge` beyond 256 MiB.
pub(super) async fn of_jar(name: &str, content: impl AsyncRead + Unpin) -> io::Result<Form> {
    bounded(name, content, MOST_BYTES).await
}

async fn bounded(name: &str, content: impl AsyncRead + Unpin, most: u64) -> io::Result<Form> {
    // Nothing in a jar can be it by chance, and nobody knows it before.
    let boundary = format!("scaleph-{:032x}", rand::random::<u128>());
    let mut body = format!(
        "--{boundary}\r\nContent-Disposition: form-data; name=\"jarfile\"; filename=\"{}\"\r\n\
         Content-Type: application/x-java-archive\r\n\r\n",
        file_name(name)
    )
    .into_bytes();
    let read = content.take(most + 1).read_to_end(&mut body).await?;
    if read as u64 > most {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    body.extend_from_slice(format!("\r\n--{boundary}--\r\n").as_bytes());
    let content_type = HeaderValue::try_from(format!("multipart/form-data; boundary={boundary}"));
    Ok(Form { content_type: content_type.expect("a boundary is of letters and digits"), body })
}

/// A name that is one wherever it comes: of letters, digits, `.`, `_` and `-`, and with the end that Flink wants.
fn file_name(name: &str) -> String {
    let stem = name.strip_suffix(".jar").unwrap_or(name).trim_start_matches('.');
    let plain = |c: char| match c {
        'a'..='z' | 'A'..='Z' | '0'..='9' | '.' | '_' | '-' => c,
        _ => '_',
    };
    let stem: String = stem.chars().take(MOST_NAME).map(plain).collect();
    match stem.is_empty() {
        true => "job.jar".into(),
        false => format!("{stem}.jar"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_leave_its_place_in_the_form() {
        assert_eq!(file_name("orders-1.0.jar"), "orders-1.0.jar");
        assert_eq!(file_name("../a\"; filename=\"b\r\n.jar"), "_a___filename__b__.jar");
        assert_eq!(file_name("Übung"), "_bung.jar");
        assert_eq!(file_name(".jar"), "job.jar");
    }

    #[tokio::test]
    async fn a_jar_that_is_too_long_is_not_sent() {
        let form = bounded("a", &b"four"[..], 4).await.unwrap();
        let body = String::from_utf8(form.body).unwrap();
        let boundary = form.content_type.to_str().unwrap().split_once("boundary=").unwrap().1.to_owned();
        assert!(
            body.starts_with(&format!("--{boundary}\r\n")) && body.ends_with(&format!("four\r\n--{boundary}--\r\n"))
        );
        let error = bounded("a", &b"fives"[..], 4).await.err().unwrap();
        assert_eq!(error.kind(), io::ErrorKind::FileTooLarge);
    }
}
