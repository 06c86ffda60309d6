//! Who of several replicas may act: leases with fencing numbers.
//!
//! A number goes up whenever a lease changes hands and never down, so that whoever was paused past the end of a lease
//! and wakes up is told. The clocks of replicas are assumed to agree within a fraction of a lease's length; when they
//! do not, a lease changes hands too early, and the number still keeps what the former holder writes out.

use crate::{
    Error, Result, Store,
    database::{in_transaction, on_both},
    schema::leases,
    transaction::Tx,
};
use chrono::TimeDelta;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::authority::SystemScope;

/// The right to act under a name, until it ends or somebody with a higher number has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lease {
    /// What may be acted on.
    pub name: String,
    /// The fencing number.
    pub fence: i64,
}

impl Store {
    /// Takes a lease that is free, over, or held by `holder` already, which then gets a new number;
    /// `None` while somebody else holds it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn acquire_lease(
        &self,
        _: &SystemScope,
        name: &str,
        holder: &str,
        time: TimeDelta,
    ) -> Result<Option<Lease>> {
        in_transaction!(self, |tx| {
            let until = (tx.now + time).naive_utc();
            let free = leases::held_until.le(tx.at()).or(leases::holder.eq(holder));
            let taken: Option<i64> = diesel::update(leases::table.find(name).filter(free))
                .set((leases::holder.eq(holder), leases::fence.eq(leases::fence + 1), leases::held_until.eq(until)))
                .returning(leases::fence)
                .get_result(tx.conn)
                .await
                .optional()?;
            if let Some(fence) = taken {
                return Ok(Some(Lease { name: name.into(), fence }));
            }
            let first = diesel::insert_into(leases::table)
                .values((
                    leases::name.eq(name),
                    leases::holder.eq(holder),
                    leases::fence.eq(1_i64),
                    leases::held_until.eq(until),
                ))
                .on_conflict_do_nothing()
                .execute(tx.conn)
                .await?;
            Ok((first == 1).then(|| Lease { name: name.into(), fence: 1 }))
        })
    }

    /// Holds a lease for longer, from now on.
    ///
    /// # Errors
    /// [`Error::LeaseLost`] when somebody else got it in the meantime.
    pub async fn renew_lease(&self, _: &SystemScope, lease: &Lease, time: TimeDelta) -> Result<()> {
        in_transaction!(self, |tx| {
            let held = leases::table.find(&lease.name).filter(leases::fence.eq(lease.fence));
            let renewed =
                diesel::update(held).set(leases::held_until.eq((tx.now + time).naive_utc())).execute(tx.conn).await?;
            match renewed {
                0 => Err(Error::LeaseLost(lease.name.clone())),
                _ => Ok(()),
            }
        })
    }

    /// Lets others take it at once. One that was lost is fine.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn release_lease(&self, _: &SystemScope, lease: &Lease) -> Result<()> {
        in_transaction!(self, |tx| {
            // The row stays, and with it the number.
            diesel::update(leases::table.find(&lease.name).filter(leases::fence.eq(lease.fence)))
                .set((leases::held_until.eq(tx.at()), leases::holder.eq("")))
                .execute(tx.conn)
                .await?;
            Ok(())
        })
    }
}

on_both! {
    impl Tx<'_, Conn> {
        /// Refuses this whole transaction unless the lease still has its number; nobody can take it before the commit.
        #[cfg_attr(not(test), expect(dead_code, reason = "for what is written under a lease of its own"))]
        pub(crate) async fn must_hold(&mut self, lease: &Lease) -> Result<()> {
            let held = leases::table.find(&lease.name).filter(leases::fence.eq(lease.fence));
            match diesel::update(held).set(leases::fence.eq(leases::fence)).execute(self.conn).await? {
                0 => Err(Error::LeaseLost(lease.name.clone())),
                _ => Ok(()),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::on_each_database;

    const MINUTE: TimeDelta = TimeDelta::minutes(1);

    on_each_database! {
        async fn one_holder_at_a_time_and_each_has_a_higher_number(store: TestStore) {
            let server = SystemScope::of_the_server();
            let first = store.acquire_lease(&server, "engine", "a", MINUTE).await.unwrap().unwrap();
            assert_eq!(store.acquire_lease(&server, "engine", "b", MINUTE).await.unwrap(), None);
            store.renew_lease(&server, &first, MINUTE).await.unwrap();

            store.wait(TimeDelta::seconds(61));
            let second = store.acquire_lease(&server, "engine", "b", MINUTE).await.unwrap().unwrap();
            assert!(second.fence > first.fence);
            assert!(matches!(store.renew_lease(&server, &first, MINUTE).await, Err(Error::LeaseLost(name)) if name == "engine"));

            store.release_lease(&server, &second).await.unwrap();
            let third = store.acquire_lease(&server, "engine", "a", MINUTE).await.unwrap().unwrap();
            assert!(third.fence > second.fence);
        }

        async fn what_a_former_holder_writes_is_rolled_back(store: TestStore) {
            let server = SystemScope::of_the_server();
            let lost = store.acquire_lease(&server, "engine", "a", MINUTE).await.unwrap().unwrap();
            store.wait(MINUTE);
            store.acquire_lease(&server, "engine", "b", MINUTE).await.unwrap().unwrap();
            let store: &Store = &store;
            let write = async || -> Result<()> {
                in_transaction!(store, |tx| {
                    diesel::insert_into(leases::table)
                        .values((
                            leases::name.eq("written"),
                            leases::holder.eq("a"),
                            leases::fence.eq(1_i64),
                            leases::held_until.eq(tx.at()),
                        ))
                        .execute(tx.conn)
                        .await?;
                    tx.must_hold(&lost).await
                })
            };
            assert!(matches!(write().await, Err(Error::LeaseLost(_))));
            assert_eq!(store.acquire_lease(&server, "written", "c", MINUTE).await.unwrap().unwrap().fence, 1);
        }

        async fn of_many_who_come_at_once_one_gets_it(store: TestStore) {
            let server = SystemScope::of_the_server();
            let tries = (0..20).map(|n| {
                let (store, server) = (store.clone(), server.clone());
                tokio::spawn(async move { store.acquire_lease(&server, "x", &n.to_string(), MINUTE).await.unwrap() })
            });
            let won = futures::future::join_all(tries).await.into_iter().filter_map(Result::unwrap).count();
            assert_eq!(won, 1);
        }
    }
}
