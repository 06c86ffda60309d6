//! As much of a class file as tells whether it has a program: its constants and its methods.

use model::ClassName;

const MAGIC: u32 = 0xCAFE_BABE;
const PUBLIC: u16 = 0x0001;
const STATIC: u16 = 0x0008;

/// The name of a public class that has a `public static void main(String[])`; none for any other bytes.
pub(super) fn program(bytes: &[u8]) -> Option<ClassName> {
    let mut reader = Reader(bytes);
    if reader.u4()? != MAGIC {
        return None;
    }
    reader.skip(4)?;
    let constants = Constants::read(&mut reader)?;
    let is_public = reader.u2()? & PUBLIC != 0;
    let name = constants.class_name(reader.u2()?)?;
    reader.skip(2)?;
    let interfaces = reader.u2()?;
    reader.skip(usize::from(interfaces) * 2)?;
    members(&mut reader, |_, _, _| false)?;
    let is_main = |access: u16, name: u16, descriptor: u16| {
        access & (PUBLIC | STATIC) == PUBLIC | STATIC
            && constants.text(name) == Some(b"main")
            && constants.text(descriptor) == Some(b"([Ljava/lang/String;)V")
    };
    let has_main = members(&mut reader, is_main)?;
    match is_public && has_main {
        true => ClassName::parse(&std::str::from_utf8(name).ok()?.replace('/', ".")).ok(),
        false => None,
    }
}

/// Reads all fields, or all methods; true when one is looked for.
fn members(reader: &mut Reader<'_>, is_wanted: impl Fn(u16, u16, u16) -> bool) -> Option<bool> {
    let mut found = false;
    for _ in 0..reader.u2()? {
        found |= is_wanted(reader.u2()?, reader.u2()?, reader.u2()?);
        for _ in 0..reader.u2()? {
            reader.skip(2)?;
            let length = reader.u4()?;
            reader.skip(usize::try_from(length).ok()?)?;
        }
    }
    Some(found)
}

/// The constants that are texts, and those that name a class.
struct Constants<'a>(Vec<Constant<'a>>);

#[derive(Clone, Copy)]
enum Constant<'a> {
    Text(&'a [u8]),
    Class(u16),
    Other,
}

impl<'a> Constants<'a> {
    fn read(reader: &mut Reader<'a>) -> Option<Self> {
        let count = usize::from(reader.u2()?);
        // The first has number 1.
        let mut all = vec![Constant::Other];
        while all.len() < count {
            let (constant, places) = match reader.u1()? {
                1 => {
                    let length = reader.u2()?;
                    (Constant::Text(reader.take(usize::from(length))?), 1)
                }
                7 => (Constant::Class(reader.u2()?), 1),
                3 | 4 | 9..=12 | 17 | 18 => (reader.other(4)?, 1),
                // Long numbers take two places.
                5 | 6 => (reader.other(8)?, 2),
                8 | 16 | 19 | 20 => (reader.other(2)?, 1),
                15 => (reader.other(3)?, 1),
                _ => return None,
            };
            all.push(constant);
            all.extend(std::iter::repeat_n(Constant::Other, places - 1));
        }
        Some(Self(all))
    }

    fn text(&self, number: u16) -> Option<&'a [u8]> {
        match self.0.get(usize::from(number))? {
            Constant::Text(text) => Some(text),
            _ => None,
        }
    }

    fn class_name(&self, number: u16) -> Option<&'a [u8]> {
        match self.0.get(usize::from(number))? {
            Constant::Class(name) => self.text(*name),
            _ => None,
        }
    }
}

/// Bytes that are still to be read; none when there are fewer than are asked for.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    fn skip(&mut self, count: usize) -> Option<()> {
        self.take(count).map(drop)
    }

    fn other(&mut self, count: usize) -> Option<Constant<'a>> {
        self.skip(count).map(|()| Constant::Other)
    }

    fn u1(&mut self) -> Option<u8> {
        self.take(1).map(|bytes| bytes[0])
    }

    fn u2(&mut self) -> Option<u16> {
        self.take(2).map(|bytes| u16::from_be_bytes([bytes[0], bytes[1]]))
    }

    fn u4(&mut self) -> Option<u32> {
        self.take(4).map(|bytes| u32::from_be_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]))
    }
}

#[cfg(test)]
mod tests {
    use super::{super::samples::class, *};

    #[test]
    fn a_public_class_with_a_main_is_a_program() {
        let bytes = class("com/example/Orders", PUBLIC, PUBLIC | STATIC, "main");
        assert_eq!(program(&bytes), Some(ClassName::parse("com.example.Orders").unwrap()));
    }

    #[test]
    fn any_other_class_is_not() {
        for other in [
            class("a/B", 0, PUBLIC | STATIC, "main"),
            class("a/B", PUBLIC, PUBLIC, "main"),
            class("a/B", PUBLIC, STATIC, "main"),
            class("a/B", PUBLIC, PUBLIC | STATIC, "run"),
            class("a//B", PUBLIC, PUBLIC | STATIC, "main"),
        ] {
            assert_eq!(program(&other), None);
        }
    }

    #[test]
    fn a_class_file_that_is_cut_off_or_wrong_anywhere_is_read_without_harm() {
        let whole = class("com/example/Orders", PUBLIC, PUBLIC | STATIC, "main");
        for end in 0..whole.len() {
            program(&whole[..end]);
            for value in [0, 1, 0x7f, 0xff] {
                let mut wrong = whole.clone();
                wrong[end] = value;
                program(&wrong);
            }
        }
    }
}
