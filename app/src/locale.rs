//! In which language and time zone something is written.

use crate::words::Words;
use axum::http::{HeaderMap, header};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;

/// A language that the product speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Language {
    /// English.
    #[default]
    En,
    /// Simplified Chinese.
    Zh,
}

impl Language {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::En, Self::Zh];

    /// The language of a tag such as `zh-CN`, if it is spoken.
    pub fn of_tag(tag: &str) -> Option<Self> {
        match tag.trim().get(..2) {
            Some("zh") => Some(Self::Zh),
            Some("en") => Some(Self::En),
            _ => None,
        }
    }

    /// The first language that the browser wants and we speak.
    fn of_headers(headers: &HeaderMap) -> Self {
        let wanted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        wanted.unwrap_or_default().split(',').find_map(Self::of_tag).unwrap_or_default()
    }

    /// The tag for `lang` attributes.
    pub fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Zh => "zh-CN",
        }
    }

    /// Its name in itself.
    pub fn name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::Zh => "简体中文",
        }
    }
}

/// The colours that were chosen; without a choice the system's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

impl Theme {
    /// The theme that is written like this.
    pub fn of(text: &str) -> Option<Self> {
        match text {
            "light" => Some(Self::Light),
            "dark" => Some(Self::Dark),
            _ => None,
        }
    }

    /// As it stands in attributes, cookies and the table of users.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

/// What a component needs to write sentences and times.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Locale {
    /// The language of all words.
    pub language: Language,
    /// The zone in which times are shown.
    pub zone: Tz,
}

impl Locale {
    /// The words of its language.
    pub fn words(self) -> &'static Words {
        Words::of(self.language)
    }

    /// `2026-11-22 14:05:09`, in the zone.
    pub fn time(self, at: DateTime<Utc>) -> String {
        at.with_timezone(&self.zone).format("%Y-%m-%d %H:%M:%S").to_string()
    }

    /// `14:05`, in the zone.
    pub fn clock(self, at: DateTime<Utc>) -> String {
        at.with_timezone(&self.zone).format("%H:%M").to_string()
    }
}

impl Default for Locale {
    fn default() -> Self {
        Self { language: Language::default(), zone: Tz::UTC }
    }
}

/// What a person chose, in the order of weight: the account, the browser's cookies, the browser's settings.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Preferences {
    /// Language and zone.
    pub locale: Locale,
    /// The theme, if one was chosen.
    pub theme: Option<Theme>,
    /// True when nobody said which zone it is, so that UTC is shown.
    pub zone_unknown: bool,
    /// True when the navigation is to come folded.
    pub nav_folded: bool,
}

/// The settings of an account that have a say in the preferences.
#[derive(Clone, Copy, Debug, Default)]
pub struct Chosen<'a> {
    /// A language tag.
    pub language: Option<&'a str>,
    /// `light` or `dark`.
    pub theme: Option<&'a str>,
    /// A name of the IANA database.
    pub zone: Option<&'a str>,
}

impl Preferences {
    /// Settles them for a request.
    pub fn of(chosen: Chosen<'_>, headers: &HeaderMap) -> Self {
        let language = chosen.language.and_then(Language::of_tag);
        let language = language.or_else(|| cookie(headers, "lang").and_then(Language::of_tag));
        let zone = chosen.zone.and_then(|zone| zone.parse().ok());
        let zone = zone.or_else(|| cookie(headers, "tz").and_then(|zone| zone.replace("%2F", "/").parse().ok()));
        let theme = chosen.theme.or_else(|| cookie(headers, "theme")).and_then(Theme::of);
        Self {
            locale: Locale {
                language: language.unwrap_or_else(|| Language::of_headers(headers)),
                zone: zone.unwrap_or(Tz::UTC),
            },
            theme,
            zone_unknown: zone.is_none(),
            nav_folded: cookie(headers, "nav") == Some("folded"),
        }
    }
}

/// The value of a cookie.
fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = cookies.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(found, _)| *found == name).map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn headers(pairs: &[(header::HeaderName, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.clone(), HeaderValue::from_static(value))).collect()
    }

    #[test]
    fn the_account_weighs_more_than_the_cookie_and_the_cookie_more_than_the_browser() {
        let headers =
            headers(&[(header::ACCEPT_LANGUAGE, "fr, en;q=0.8"), (header::COOKIE, "a=b; lang=zh-CN; theme=dark")]);
        let of = |chosen| Preferences::of(chosen, &headers);
        assert_eq!(of(Chosen::default()).locale.language, Language::Zh);
        assert_eq!(of(Chosen { language: Some("en"), ..Chosen::default() }).locale.language, Language::En);
        assert_eq!(of(Chosen { theme: Some("light"), ..Chosen::default() }).theme, Some(Theme::Light));
        assert_eq!(of(Chosen::default()).theme, Some(Theme::Dark));
    }

    #[test]
    fn without_a_zone_times_are_utc_and_that_is_known() {
        assert!(Preferences::of(Chosen::default(), &HeaderMap::new()).zone_unknown);
        let preferences = Preferences::of(Chosen::default(), &headers(&[(header::COOKIE, "tz=Asia%2FShanghai")]));
        assert!(!preferences.zone_unknown);
        let noon = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        assert_eq!(preferences.locale.time(noon), "2027-01-15 16:00:00");
    }

    #[test]
    fn nonsense_in_a_cookie_is_as_good_as_no_cookie() {
        let preferences =
            Preferences::of(Chosen::default(), &headers(&[(header::COOKIE, "lang=xx; tz=Mars; theme=<")]));
        assert_eq!(preferences, Preferences::of(Chosen::default(), &HeaderMap::new()));
    }
}
