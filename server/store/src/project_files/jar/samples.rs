//! Jars and classes for tests.

use std::io::Write;

/// A class with one method of this name that takes `String[]`.
pub(crate) fn class(name: &str, access: u16, method_access: u16, method: &str) -> Vec<u8> {
    let text = |text: &str| [&[1][..], &(text.len() as u16).to_be_bytes(), text.as_bytes()].concat();
    let two = |numbers: &[u16]| numbers.iter().flat_map(|number| number.to_be_bytes()).collect::<Vec<u8>>();
    [
        &0xCAFE_BABE_u32.to_be_bytes()[..],
        &two(&[0, 55, 8]),
        &text(name),
        &[7, 0, 1],
        &text(method),
        &text("([Ljava/lang/String;)V"),
        // A long number, which takes two places.
        &[5, 0, 0, 0, 0, 0, 0, 0, 9],
        &text("Code"),
        &two(&[access, 2, 0, 0]),
        // A field with an attribute.
        &two(&[1, 1, 3, 4, 1, 7]),
        &[0, 0, 0, 2, 9, 9],
        &two(&[1, method_access, 3, 4, 0, 0]),
    ]
    .concat()
}

/// A class with a program.
pub(crate) fn program(name: &str) -> Vec<u8> {
    class(name, 1, 9, "main")
}

/// A jar with these files.
pub(crate) fn jar(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut archive = rawzip::ZipArchiveWriter::new(&mut bytes);
    for (name, content) in files {
        let method = rawzip::CompressionMethod::DEFLATE;
        let (mut entry, config) = archive.new_file(name).compression_method(method).start().unwrap();
        let encoder = flate2::write::DeflateEncoder::new(&mut entry, flate2::Compression::default());
        let mut writer = config.wrap(encoder);
        writer.write_all(content).unwrap();
        let (encoder, descriptor) = writer.finish().unwrap();
        encoder.finish().unwrap();
        entry.finish(descriptor).unwrap();
    }
    archive.finish().unwrap();
    bytes
}

/// A jar with one class that says it is of another length than it is.
pub(crate) fn lying(content: &[u8], said: u32) -> Vec<u8> {
    let mut bytes = jar(&[("a/B.class", content)]);
    let entry = bytes.windows(4).rposition(|bytes| bytes == b"PK\x01\x02").unwrap();
    bytes[entry + 24..entry + 28].copy_from_slice(&said.to_le_bytes());
    bytes
}
