//! Decimal numbers as text.

use std::borrow::Cow;

/// The most digits Flink gives a decimal; an exponent beyond it is not one of Flink's.
const MOST_DIGITS: i64 = 38;

/// Writes a number with exactly `scale` digits after the point, if it has no more of them; else as it is.
pub(super) fn with_scale(number: &str, scale: u64) -> Cow<'_, str> {
    plain(number, scale).map_or(Cow::Borrowed(number), Cow::Owned)
}

fn plain(number: &str, scale: u64) -> Option<String> {
    let (sign, rest) = number.strip_prefix('-').map_or(("", number), |rest| ("-", rest));
    let (digits, exponent) = rest.split_once(['e', 'E']).unwrap_or((rest, "0"));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let exponent: i64 = exponent.parse().ok()?;
    let all = format!("{whole}{fraction}");
    if exponent.abs() > MOST_DIGITS || all.is_empty() || !all.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    // The point stands after this many of `all`'s digits.
    let point = i64::try_from(whole.len()).ok()? + exponent;
    let (whole, fraction) = match usize::try_from(point) {
        Ok(point) if point <= all.len() => (all[..point].to_owned(), all[point..].to_owned()),
        Ok(point) => (format!("{all}{}", "0".repeat(point - all.len())), String::new()),
        Err(_) => (String::new(), format!("{}{all}", "0".repeat(usize::try_from(-point).ok()?))),
    };
    let scale = usize::try_from(scale).ok().filter(|scale| *scale <= 38)?;
    let (fraction, lost) = fraction.split_at(fraction.len().min(scale));
    if lost.bytes().any(|b| b != b'0') {
        return None;
    }
    let whole = match whole.trim_start_matches('0') {
        "" => "0",
        digits => digits,
    };
    Some(match scale {
        0 => format!("{sign}{whole}"),
        _ => format!("{sign}{whole}.{fraction:0<scale$}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn final_zeros_come_back_and_exponents_are_written_out() {
        for (number, scale, expected) in [
            ("1E-7", 10, "0.0000001000"),
            ("1.5E+3", 0, "1500"),
            ("123456789012345678901234567890.12", 8, "123456789012345678901234567890.12000000"),
            ("0", 2, "0.00"),
        ] {
            assert_eq!(with_scale(number, scale), expected);
        }
    }

    #[test]
    fn a_number_that_does_not_fit_its_type_is_shown_as_it_is() {
        for number in ["1.234", "1E+4000000000", "1E+99999", "NaN", ""] {
            assert_eq!(with_scale(number, 2), number);
        }
    }
}
