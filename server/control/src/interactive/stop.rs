//! Stopping queries, and letting full ones go on.

use crate::Control;
use model::{
    QueryId,
    authority::{ClusterManage, Granted, QueryRun, QueryStop, Scope},
};
use store::{RequestId, Result};

impl Control {
    /// Stops one's own query. It is stopped when its state says so: then its job is gone from the engine.
    ///
    /// # Errors
    /// [`store::Error::Missing`], also for somebody else's.
    pub async fn stop_query(&self, scope: &Scope<QueryRun>, id: QueryId, request: &RequestId) -> Result<()> {
        self.shared().store.request_stop(scope, id, request).await?;
        self.hurry(id);
        Ok(())
    }

    /// Stops anybody's query of the project.
    ///
    /// # Errors
    /// [`store::Error::Missing`].
    pub async fn stop_query_of_others(&self, by: &Scope<QueryStop>, id: QueryId, request: &RequestId) -> Result<()> {
        self.shared().store.request_stop_of_others(by, id, request).await?;
        self.hurry(id);
        Ok(())
    }

    /// Stops any query, for those who keep clusters running.
    ///
    /// # Errors
    /// [`store::Error::Missing`].
    pub async fn stop_query_on_cluster(
        &self,
        by: &Granted<ClusterManage>,
        id: QueryId,
        request: &RequestId,
    ) -> Result<()> {
        self.shared().store.request_stop_on_cluster(by, id, request).await?;
        self.hurry(id);
        Ok(())
    }

    /// Lets one's own query go on beyond the bound: from now on its oldest rows make room for the newest.
    ///
    /// # Errors
    /// [`store::Error::Missing`], also for somebody else's.
    pub async fn keep_newest(&self, scope: &Scope<QueryRun>, id: QueryId, request: &RequestId) -> Result<()> {
        let shared = self.shared();
        shared.store.request_keep_newest(scope, id, request).await?;
        // Drawn elsewhere, it is heard there.
        shared.pumps.tell(id, |wish| wish.keep_newest = true);
        Ok(())
    }

    /// Drawn elsewhere, it is heard there.
    fn hurry(&self, id: QueryId) {
        self.shared().pumps.tell(id, |wish| wish.stop = true);
    }
}
