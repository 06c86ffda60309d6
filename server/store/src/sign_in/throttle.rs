//! Who guesses passwords waits longer every time.

use crate::{
    Result, Store,
    database::{in_transaction, with_conn},
    schema::sign_in_failures,
    token,
};
use chrono::{NaiveDateTime, TimeDelta};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

/// So many may go wrong before anybody waits.
const FREE: i32 = 3;
const LONGEST: TimeDelta = TimeDelta::minutes(15);
/// After so long without a failure all is forgotten.
const FORGOTTEN: TimeDelta = TimeDelta::hours(24);

impl Store {
    /// How long this key, a name or an address such as `address:192.0.2.1`, still has to wait; zero when it need not.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sign_in_delay(&self, key: &str) -> Result<TimeDelta> {
        let row: Option<(i32, NaiveDateTime)> = with_conn!(self, |conn| {
            sign_in_failures::table
                .find(token::hash(key))
                .select((sign_in_failures::failures, sign_in_failures::last_at))
                .first(conn)
                .await
                .optional()?
        });
        let Some((failures, last_at)) = row else {
            return Ok(TimeDelta::zero());
        };
        let until = last_at.and_utc() + delay(failures);
        Ok((until - self.now()).max(TimeDelta::zero()))
    }

    /// Remembers a failure, and forgets old ones.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn note_sign_in_failure(&self, key: &str) -> Result<()> {
        in_transaction!(self, |tx| {
            let old = (tx.now - FORGOTTEN).naive_utc();
            diesel::delete(sign_in_failures::table.filter(sign_in_failures::last_at.lt(old))).execute(tx.conn).await?;
            diesel::insert_into(sign_in_failures::table)
                .values((
                    // What people type into the field of the name may be a password.
                    sign_in_failures::key.eq(token::hash(key)),
                    sign_in_failures::failures.eq(1),
                    sign_in_failures::last_at.eq(tx.at()),
                ))
                .on_conflict(sign_in_failures::key)
                .do_update()
                .set((
                    sign_in_failures::failures.eq(sign_in_failures::failures + 1),
                    sign_in_failures::last_at.eq(tx.at()),
                ))
                .execute(tx.conn)
                .await?;
            Ok(())
        })
    }

    /// Forgets the failures: this key got it right.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn note_sign_in_success(&self, key: &str) -> Result<()> {
        in_transaction!(self, |tx| {
            diesel::delete(sign_in_failures::table.find(token::hash(key))).execute(tx.conn).await?;
            Ok(())
        })
    }
}

/// Doubles from a second on.
fn delay(failures: i32) -> TimeDelta {
    match failures - FREE {
        ..0 => TimeDelta::zero(),
        exponent => TimeDelta::seconds(1 << exponent.min(10)).min(LONGEST),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_delay_doubles_up_to_a_quarter_of_an_hour() {
        let seconds: Vec<_> = [0, 2, 3, 4, 5, 12, 13, 1000].map(|failures| delay(failures).num_seconds()).into();
        assert_eq!(seconds, [0, 0, 1, 2, 4, 512, 900, 900]);
    }

    crate::testing::on_each_database! {
        async fn who_fails_waits_and_who_succeeds_does_not(store: TestStore) {
            for _ in 0..5 {
                store.note_sign_in_failure("name:ada").await.unwrap();
            }
            assert_eq!(store.sign_in_delay("name:ada").await.unwrap(), TimeDelta::seconds(4));
            assert_eq!(store.sign_in_delay("name:bob").await.unwrap(), TimeDelta::zero());
            store.wait(TimeDelta::seconds(3));
            assert_eq!(store.sign_in_delay("name:ada").await.unwrap(), TimeDelta::seconds(1));
            store.note_sign_in_success("name:ada").await.unwrap();
            assert_eq!(store.sign_in_delay("name:ada").await.unwrap(), TimeDelta::zero());
        }

        async fn failures_are_forgotten_after_a_day(store: TestStore) {
            for _ in 0..9 {
                store.note_sign_in_failure("name:ada").await.unwrap();
            }
            store.wait(TimeDelta::hours(25));
            store.note_sign_in_failure("name:ada").await.unwrap();
            assert_eq!(store.sign_in_delay("name:ada").await.unwrap(), TimeDelta::zero());
        }
    }
}
