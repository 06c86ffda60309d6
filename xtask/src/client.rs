//! A browser as far as the server can tell: one connection that is kept, a session, forms and server functions.

use crate::http::{self, Answer};
use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;
use std::{
    fmt::Write as _,
    io::{BufReader, Write as _},
    net::TcpStream,
};

/// One connection of somebody who may be signed in.
#[derive(Debug)]
pub(crate) struct Client {
    port: u16,
    /// `name=value`; empty for nobody.
    pub(crate) cookie: String,
    /// What bodies may be packed with; empty for not at all.
    pub(crate) accept_encoding: &'static str,
    stream: BufReader<TcpStream>,
}

impl Client {
    /// Connects, with the session that the cookie stands for.
    pub(crate) fn new(port: u16, cookie: &str) -> Result<Self> {
        Ok(Self { port, cookie: cookie.into(), accept_encoding: "", stream: http::connect(port)? })
    }

    /// Gets one address.
    pub(crate) fn get(&mut self, path: &str) -> Result<Answer> {
        self.send("GET", path, &["Accept: text/html"], b"")
    }

    /// Gets a page, follows redirects, and says where it was found.
    pub(crate) fn page(&mut self, path: &str) -> Result<(String, Answer)> {
        let mut path = path.to_owned();
        for _ in 0..6 {
            let answer = self.get(&path)?;
            match answer.redirect(self.port)? {
                None => return Ok((path, answer)),
                Some(next) => path = next,
            }
        }
        bail!("{path}: redirected too often")
    }

    /// Posts a form as a page of the server would.
    ///
    /// # Errors
    /// When the answer is not the redirect that a form ends with.
    pub(crate) fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Result<String> {
        let headers = ["Sec-Fetch-Site: same-origin", "Content-Type: application/x-www-form-urlencoded"];
        let answer = self.send("POST", path, &headers, form(fields).as_bytes())?;
        let status = answer.status;
        answer.redirect(self.port)?.with_context(|| format!("POST {path} answered {status}: {}", answer.text()))
    }

    /// Calls a server function.
    ///
    /// # Errors
    /// When it answers with anything but 200 and JSON.
    pub(crate) fn call(&mut self, function: &str, arguments: &Value) -> Result<Value> {
        self.post_json(&format!("/api/{function}"), arguments)
    }

    /// Posts JSON and reads JSON.
    ///
    /// # Errors
    /// When it is answered with anything but 200 and JSON.
    pub(crate) fn post_json(&mut self, path: &str, body: &Value) -> Result<Value> {
        let headers = ["Sec-Fetch-Site: same-origin", "Content-Type: application/json"];
        let answer = self.send("POST", path, &headers, body.to_string().as_bytes())?;
        ensure!(answer.status == 200, "{path} answered {}: {}", answer.status, answer.text());
        serde_json::from_slice(&answer.body).with_context(|| format!("reading what {path} answered"))
    }

    /// Asks for a stream, and gives the connection once its head was read.
    pub(crate) fn stream(mut self, path: &str) -> Result<BufReader<TcpStream>> {
        self.write("GET", path, &["Accept: text/event-stream"], b"")?;
        let head = http::read_head(&mut self.stream)?;
        ensure!(head.starts_with("HTTP/1.1 200"), "{path}: {}", head.lines().next().unwrap_or_default());
        Ok(self.stream)
    }

    fn send(&mut self, method: &str, path: &str, headers: &[&str], body: &[u8]) -> Result<Answer> {
        self.write(method, path, headers, body)?;
        let answer = http::read_answer(&mut self.stream).with_context(|| format!("{method} {path}"))?;
        if let Some(set) = answer.header("set-cookie") {
            set.split(';').next().unwrap_or_default().clone_into(&mut self.cookie);
        }
        Ok(answer)
    }

    fn write(&mut self, method: &str, path: &str, headers: &[&str], body: &[u8]) -> Result<()> {
        let mut head = format!("{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n", self.port);
        for header in headers {
            let _ = write!(head, "{header}\r\n");
        }
        for (name, value) in [("Cookie", self.cookie.as_str()), ("Accept-Encoding", self.accept_encoding)] {
            if !value.is_empty() {
                let _ = write!(head, "{name}: {value}\r\n");
            }
        }
        if method == "POST" {
            let _ = write!(head, "Content-Length: {}\r\n", body.len());
        }
        head.push_str("\r\n");
        let bytes = [head.as_bytes(), body].concat();
        Ok(self.stream.get_mut().write_all(&bytes)?)
    }
}

/// Fields as a browser sends them.
fn form(fields: &[(&str, &str)]) -> String {
    let pairs = fields.iter().map(|(name, value)| format!("{}={}", escaped(name), escaped(value)));
    pairs.collect::<Vec<_>>().join("&")
}

/// Every byte but letters, digits, `-`, `_` and `.` as its number.
pub(crate) fn escaped(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    text.bytes().map(|byte| if plain(byte) { char::from(byte).into() } else { format!("%{byte:02X}") }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_arrive_as_they_were_typed() {
        assert_eq!(form(&[("name", "Ada L."), ("a&b", "50%=½")]), "name=Ada%20L.&a%26b=50%25%3D%C2%BD");
        assert_eq!(form(&[]), "");
    }
}
