//! Which lines are asked for, as the address says it.

use app::{locale::Locale, paths};
use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;
use model::AuditId;
use store::{AuditFilter, Store};

/// The filter, as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Asked {
    /// A user name.
    pub(super) person: String,
    /// What acts begin with.
    pub(super) act: String,
    pub(super) kind: String,
    pub(super) id: String,
    pub(super) from: String,
    pub(super) until: String,
    /// The zone of both times, so that an address means the same to everybody who opens it.
    pub(super) zone: String,
    /// The last line of the page before.
    pub(super) older: String,
}

/// The filter as the store takes it, and which of its fields could not be understood.
#[derive(Clone, Debug, Default)]
pub(super) struct Understood {
    pub(super) filter: AuditFilter,
    pub(super) nobody: bool,
    pub(super) from_wrong: bool,
    pub(super) until_wrong: bool,
}

impl Understood {
    /// True when the filter means something.
    pub(super) fn is_clear(&self) -> bool {
        !(self.nobody || self.from_wrong || self.until_wrong)
    }
}

impl Asked {
    /// What the parameters say.
    pub(super) fn read(parameter: impl Fn(&str) -> Option<String>) -> Self {
        let text = |name| parameter(name).map(|text| text.trim().to_string()).unwrap_or_default();
        Self {
            person: text("person"),
            act: text("act"),
            kind: text("kind"),
            id: text("id"),
            from: text("from"),
            until: text("until"),
            zone: text("zone"),
            older: text("older"),
        }
    }

    /// This filter at an address.
    pub(super) fn address(&self, path: &str) -> String {
        let zone = if self.from.is_empty() && self.until.is_empty() { "" } else { &self.zone };
        let pairs = [
            ("person", self.person.as_str()),
            ("act", &self.act),
            ("kind", &self.kind),
            ("id", &self.id),
            ("from", &self.from),
            ("until", &self.until),
            ("zone", zone),
            ("older", &self.older),
        ];
        paths::with_query(path, &pairs)
    }

    /// From its newest line on.
    pub(super) fn newest(&self) -> Self {
        Self { older: String::new(), ..self.clone() }
    }

    /// What is older than a line.
    pub(super) fn older_than(&self, line: AuditId) -> Self {
        Self { older: line.to_string(), ..self.clone() }
    }

    /// Whatever it was done to.
    pub(super) fn of_any_object(&self) -> Self {
        Self { kind: String::new(), id: String::new(), ..self.newest() }
    }

    /// Only what was done to one object.
    pub(super) fn of_object(&self, kind: &str, id: &str) -> Self {
        Self { kind: kind.into(), id: id.into(), ..self.newest() }
    }

    /// True when lines may be left out.
    pub(super) fn is_filtered(&self) -> bool {
        self.newest() != Self { zone: self.zone.clone(), ..Self::default() }
    }

    /// A time as the reader's own clocks show it, ready for its field; as it was typed if it is none.
    pub(super) fn in_zone_of(&self, text: &str, locale: Locale) -> String {
        match self.instant(text, locale) {
            Some(at) => {
                let at = at.with_timezone(&locale.zone).naive_local();
                let format = if at.and_utc().timestamp() % 60 == 0 { "%Y-%m-%dT%H:%M" } else { "%Y-%m-%dT%H:%M:%S" };
                at.format(format).to_string()
            }
            None => text.into(),
        }
    }

    /// What it means to the store.
    ///
    /// # Errors
    /// When the database fails.
    pub(super) async fn understand(&self, store: &Store, locale: Locale) -> store::Result<Understood> {
        let actor = match self.person.as_str() {
            "" => None,
            name => store.user_for_sign_in(name).await?.map(|found| found.user.id),
        };
        let time = |text: &str| match text {
            "" => (None, false),
            text => {
                let at = self.instant(text, locale);
                (at, at.is_none())
            }
        };
        let ((from, from_wrong), (until, until_wrong)) = (time(&self.from), time(&self.until));
        let given = |text: &String| (!text.is_empty()).then(|| text.clone());
        Ok(Understood {
            nobody: actor.is_none() && !self.person.is_empty(),
            from_wrong,
            until_wrong,
            filter: AuditFilter {
                actor,
                act: self.beginning(),
                object_kind: given(&self.kind),
                object_id: given(&self.id),
                project: None,
                from,
                until,
                after: self.older.parse().ok(),
            },
        })
    }

    /// A group of acts ends where its name does: `user` is not the beginning of `users.…`.
    fn beginning(&self) -> Option<String> {
        match self.act.as_str() {
            "" => None,
            act if act.contains('.') => Some(act.into()),
            group => Some(format!("{group}.")),
        }
    }

    fn instant(&self, text: &str, locale: Locale) -> Option<DateTime<Utc>> {
        instant(text, self.zone.parse().unwrap_or(locale.zone))
    }
}

/// A local time as a point in time. Of an hour that comes twice the first counts; one that is left out is the next.
fn instant(text: &str, zone: Tz) -> Option<DateTime<Utc>> {
    let text = text.trim().replace('T', " ");
    let formats = ["%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%d %H:%M"];
    let time = formats.iter().find_map(|format| NaiveDateTime::parse_from_str(&text, format).ok());
    let day = || NaiveDate::parse_from_str(&text, "%Y-%m-%d").ok()?.and_hms_opt(0, 0, 0);
    let time = time.or_else(day).filter(|time| (1970..=9999).contains(&time.year()))?;
    let at = zone.from_local_datetime(&time).earliest();
    let at = at.or_else(|| zone.from_local_datetime(&(time + TimeDelta::hours(1))).earliest())?;
    Some(at.with_timezone(&Utc))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::{extract::Query, http::Uri};
    use chrono_tz::{Asia, Europe};

    fn read(address: &str) -> Asked {
        let uri: Uri = address.parse().unwrap();
        let Query(pairs) = Query::<Vec<(String, String)>>::try_from_uri(&uri).unwrap();
        Asked::read(|name| pairs.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone()))
    }

    fn full() -> Asked {
        Asked {
            person: "a&b=100% 李".into(),
            act: "user".into(),
            kind: "user".into(),
            id: "0197a3c2-6f6e-7000-8000-000000000001".into(),
            from: "2026-11-22T14:05".into(),
            until: "2026-11-23T00:00".into(),
            zone: "Asia/Shanghai".into(),
            older: "0197a3c2-6f6e-7000-8000-000000000002".into(),
        }
    }

    #[test]
    fn a_filter_is_read_from_its_address_as_it_was_written() {
        for asked in [full(), Asked::default(), full().newest(), full().of_any_object()] {
            assert_eq!(read(&asked.address("/audit")), asked);
        }
        assert_eq!(Asked::default().address("/audit"), "/audit");
    }

    #[test]
    fn the_zone_stands_in_the_address_only_beside_a_time() {
        let asked = Asked { zone: "Asia/Shanghai".into(), ..Asked::default() };
        assert_eq!(asked.address("/audit"), "/audit");
        assert!(!asked.is_filtered() && full().is_filtered());
    }

    #[test]
    fn a_time_means_the_same_to_a_reader_in_another_zone() {
        let berlin = Locale { zone: Europe::Berlin, ..Locale::default() };
        assert_eq!(full().in_zone_of("2026-11-22T14:05", berlin), "2026-11-22T07:05");
        let without = Asked { zone: String::new(), ..full() };
        assert_eq!(without.in_zone_of("2026-11-22T14:05", berlin), "2026-11-22T14:05");
        assert_eq!(full().in_zone_of("soon", berlin), "soon");
    }

    #[test]
    fn times_are_read_as_browsers_and_people_write_them() {
        let utc = |text| instant(text, Asia::Shanghai).map(|at| at.to_rfc3339());
        for text in ["2026-11-22T14:05", "2026-11-22 14:05", "2026-11-22T14:05:00", "2026-11-22T14:05:00.000"] {
            assert_eq!(utc(text).as_deref(), Some("2026-11-22T06:05:00+00:00"), "{text}");
        }
        assert_eq!(utc("2026-11-22").as_deref(), Some("2026-11-21T16:00:00+00:00"));
        for wrong in ["", "soon", "2026-13-01T00:00", "2026-11-22T25:00", "12026-11-22T14:05", "1066-10-14T09:00"] {
            assert_eq!(utc(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn an_hour_that_comes_twice_or_never_is_still_a_point_in_time() {
        let utc = |text| instant(text, Europe::Berlin).unwrap().format("%H:%M").to_string();
        assert_eq!(utc("2026-10-25T02:30"), "00:30", "summer time comes first");
        assert_eq!(utc("2026-03-29T02:30"), "01:30", "02:30 was left out");
    }

    #[test]
    fn a_group_ends_with_its_name() {
        assert_eq!(full().beginning().as_deref(), Some("user."));
        assert_eq!(Asked { act: "user.create".into(), ..full() }.beginning().as_deref(), Some("user.create"));
        assert_eq!(Asked::default().beginning(), None);
    }
}
