//! The known name that somebody probably meant.

/// The candidate that is few enough slips away from `name`, if there is one.
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let most = (name.chars().count() / 3).clamp(1, 3);
    candidates
        .into_iter()
        .map(|candidate| (strsim::osa_distance(name, candidate), candidate))
        .filter(|(distance, _)| *distance <= most)
        .min()
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_pen_is_understood_and_another_word_is_not() {
        let known = ["listen", "log.level", "session.idle"];
        assert_eq!(nearest("lisen", known), Some("listen"));
        assert_eq!(nearest("sesion.idel", known), Some("session.idle"));
        assert_eq!(nearest("port", known), None);
    }
}
