//! The smallest HTTP client that can be timed: one GET on a connection of its own, to loopback only.

use anyhow::{Context, Result, ensure};
use std::{
    io::{Read, Write},
    net::{Ipv4Addr, TcpStream},
    time::Duration,
};

/// An answer.
#[derive(Debug)]
pub(super) struct Answer {
    /// The status.
    pub(super) status: u16,
    /// Status line and headers.
    pub(super) head: String,
    /// The body as it was sent.
    pub(super) body: Vec<u8>,
}

/// Gets a page and follows redirects on the same server, as a browser without a session would.
pub(super) fn get_page(port: u16, path: &str) -> Result<Answer> {
    let mut path = path.to_owned();
    for _ in 0..5 {
        let answer = get(port, &path)?;
        if !(300..400).contains(&answer.status) {
            return Ok(answer);
        }
        let location = answer.header("location").context("a redirect without a location")?;
        let origin = format!("http://127.0.0.1:{port}");
        location.strip_prefix(&origin).unwrap_or(location).clone_into(&mut path);
        ensure!(path.starts_with('/'), "redirected to {path}");
    }
    anyhow::bail!("redirected too often")
}

/// Gets one address.
pub(super) fn get(port: u16, path: &str) -> Result<Answer> {
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
    stream.set_read_timeout(Some(Duration::from_secs(30)))?;
    stream.set_nodelay(true)?;
    let head =
        format!("GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept: text/html\r\nConnection: close\r\n\r\n");
    stream.write_all(head.as_bytes())?;
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes)?;
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n").context("an answer without a head")?;
    let body = bytes.split_off(end + 4);
    let head = String::from_utf8(bytes).context("a head that is not text")?;
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).context("an answer without a status")?;
    Ok(Answer { status, head, body })
}

impl Answer {
    /// The value of a header.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        let lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.filter(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value).next()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{net::TcpListener, thread};

    /// Answers one connection after the other with these texts.
    fn serve(answers: &'static [&'static str]) -> u16 {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        thread::spawn(move || {
            for answer in answers {
                let (mut stream, _) = listener.accept().unwrap();
                let _ = stream.read(&mut [0; 1024]).unwrap();
                stream.write_all(answer.as_bytes()).unwrap();
            }
        });
        port
    }

    #[test]
    fn a_page_is_found_behind_a_redirect() {
        let port = serve(&["HTTP/1.1 303 See Other\r\nLocation: /sign-in\r\n\r\n", "HTTP/1.1 200 OK\r\n\r\nhello"]);
        let answer = get_page(port, "/").unwrap();
        assert_eq!((answer.status, answer.body.as_slice()), (200, b"hello".as_slice()));
    }

    #[test]
    fn another_server_is_not_followed() {
        let port = serve(&["HTTP/1.1 303 See Other\r\nlocation: https://example.com/\r\n\r\n"]);
        assert!(get_page(port, "/").unwrap_err().to_string().contains("example.com"));
    }
}
