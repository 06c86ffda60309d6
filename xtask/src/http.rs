//! The smallest HTTP client that can be timed, to loopback only: what is sent, and how an answer is read.

use anyhow::{Context, Result, bail, ensure};
use std::{
    io::{BufRead, BufReader, Write},
    net::{Ipv4Addr, TcpStream},
    time::Duration,
};

/// Longer than any answer that is worth measuring takes.
const PATIENCE: Duration = Duration::from_secs(60);

/// An answer.
#[derive(Debug)]
pub(crate) struct Answer {
    /// The status.
    pub(crate) status: u16,
    /// Status line and headers.
    pub(crate) head: String,
    /// The body as it was sent, without the marks of its chunks.
    pub(crate) body: Vec<u8>,
}

/// Gets a page and follows redirects on the same server, as a browser without a session would.
pub(crate) fn get_page(port: u16, path: &str) -> Result<Answer> {
    let mut path = path.to_owned();
    for _ in 0..5 {
        let answer = get(port, &path)?;
        match answer.redirect(port)? {
            None => return Ok(answer),
            Some(next) => path = next,
        }
    }
    bail!("redirected too often")
}

/// Gets one address, on a connection of its own.
pub(crate) fn get(port: u16, path: &str) -> Result<Answer> {
    let mut stream = connect(port)?;
    let head =
        format!("GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept: text/html\r\nConnection: close\r\n\r\n");
    stream.get_mut().write_all(head.as_bytes())?;
    read_answer(&mut stream)
}

/// Opens a connection.
pub(crate) fn connect(port: u16) -> Result<BufReader<TcpStream>> {
    let stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_nodelay(true)?;
    Ok(BufReader::with_capacity(64 * 1024, stream))
}

/// Reads an answer to its end, whichever way that is told.
pub(crate) fn read_answer(stream: &mut impl BufRead) -> Result<Answer> {
    let head = read_head(stream)?;
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).context("an answer without a status")?;
    let mut answer = Answer { status, head, body: Vec::new() };
    if answer.header("transfer-encoding") == Some("chunked") {
        answer.body = read_chunks(stream)?;
    } else if let Some(length) = answer.header("content-length") {
        answer.body = vec![0; length.parse().context("a length that is no number")?];
        stream.read_exact(&mut answer.body)?;
    } else {
        stream.read_to_end(&mut answer.body)?;
    }
    Ok(answer)
}

/// Reads up to the empty line, which is left out.
pub(crate) fn read_head(stream: &mut impl BufRead) -> Result<String> {
    let mut head = String::new();
    loop {
        let before = head.len();
        ensure!(stream.read_line(&mut head)? > 0, "the connection ended within a head");
        if head[before..].trim_end().is_empty() {
            head.truncate(before);
            return Ok(head);
        }
    }
}

fn read_chunks(stream: &mut impl BufRead) -> Result<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let mut line = String::new();
        stream.read_line(&mut line)?;
        let size = line.trim_end().split(';').next().unwrap_or_default();
        let size = usize::from_str_radix(size, 16).with_context(|| format!("a chunk of {line:?} bytes"))?;
        let before = body.len();
        // Two more: each chunk, and the last one of no bytes, ends with a line break.
        body.resize(before + size + 2, 0);
        stream.read_exact(&mut body[before..])?;
        body.truncate(before + size);
        if size == 0 {
            return Ok(body);
        }
    }
}

/// The value of a header in a head.
pub(crate) fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    let lines = head.lines().filter_map(|line| line.split_once(':'));
    lines.filter(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim()).next()
}

impl Answer {
    /// The value of a header.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        header(&self.head, name)
    }

    /// Where a redirect leads, on the same server.
    ///
    /// # Errors
    /// When it leads elsewhere.
    pub(crate) fn redirect(&self, port: u16) -> Result<Option<String>> {
        if !(300..400).contains(&self.status) {
            return Ok(None);
        }
        let location = self.header("location").context("a redirect without a location")?;
        let path = location.strip_prefix(&format!("http://127.0.0.1:{port}")).unwrap_or(location);
        ensure!(path.starts_with('/'), "redirected to {path}");
        Ok(Some(path.to_owned()))
    }

    /// The body as text; what is none is replaced.
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{io::Read, net::TcpListener, thread};

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
        assert_eq!((answer.status, answer.text().as_str()), (200, "hello"));
    }

    #[test]
    fn another_server_is_not_followed() {
        let port = serve(&["HTTP/1.1 303 See Other\r\nlocation: https://example.com/\r\n\r\n"]);
        assert!(get_page(port, "/").unwrap_err().to_string().contains("example.com"));
    }

    #[test]
    fn answers_follow_each_other_on_a_connection_whichever_way_their_end_is_told() {
        let mut bytes: &[u8] =
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n1;x\r\n!\r\n0\r\n\r\n\
            HTTP/1.1 404 Not Found\r\ncontent-length: 2\r\n\r\nno\
            HTTP/1.1 200 OK\r\n\r\nthe rest";
        let answers: Vec<_> = (0..3).map(|_| read_answer(&mut bytes).unwrap()).collect();
        let read: Vec<_> = answers.iter().map(|answer| (answer.status, answer.text())).collect();
        assert_eq!(read, [(200, "hello!".into()), (404, "no".into()), (200, "the rest".into())]);
        assert!(read_answer(&mut bytes).is_err());
    }
}
