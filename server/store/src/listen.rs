//! Hears what other replicas changed, from PostgreSQL.

use crate::{
    Event,
    feed::{self, Feed},
    postgres::Address,
};
use futures::{StreamExt, stream};
use std::{sync::Arc, time::Duration};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    task::AbortHandle,
};
use tokio_postgres::{AsyncMessage, Client, Connection, NoTls};

const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(10);

/// Ends with the store.
#[derive(Debug)]
pub(crate) struct Listener(AbortHandle);

impl Drop for Listener {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Listens on a connection of its own; returns when it does, so that nothing that follows is missed.
pub(crate) async fn listen(address: Address, feed: Arc<Feed>) -> Result<Listener, tokio_postgres::Error> {
    let mut ended = begin(&address, &feed).await?;
    let task = tokio::spawn(async move {
        loop {
            _ = (&mut ended).await;
            let mut pause = FIRST_PAUSE;
            ended = loop {
                tokio::time::sleep(pause).await;
                match begin(&address, &feed).await {
                    Ok(ended) => break ended,
                    Err(error) => {
                        tracing::warn!(%error, "changes of other replicas cannot be heard; trying again");
                        pause = (pause * 2).min(LONGEST_PAUSE);
                    }
                }
            };
            // Whatever happened in between was not heard.
            feed.send([Event::Resync]);
        }
    });
    Ok(Listener(task.abort_handle()))
}

/// Connects and listens; what is returned ends when the connection does.
async fn begin(address: &Address, feed: &Arc<Feed>) -> Result<Ended, tokio_postgres::Error> {
    match &address.tls {
        Some(tls) => {
            let (client, connection) = address.config.connect(tls.clone()).await?;
            subscribe(client, connection, feed.clone()).await
        }
        None => {
            let (client, connection) = address.config.connect(NoTls).await?;
            subscribe(client, connection, feed.clone()).await
        }
    }
}

async fn subscribe<S, T>(
    client: Client,
    mut connection: Connection<S, T>,
    feed: Arc<Feed>,
) -> Result<Ended, tokio_postgres::Error>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    T: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let driven = tokio::spawn(async move {
        let mut messages = stream::poll_fn(move |context| connection.poll_message(context));
        while let Some(Ok(message)) = messages.next().await {
            if let AsyncMessage::Notification(notification) = message {
                feed.send([feed::read(notification.payload())]);
            }
        }
    });
    let ended = Ended { driven, client };
    let schema: String =
        ended.client.query_one("SELECT quote_ident('scaleph_' || current_schema())", &[]).await?.get(0);
    ended.client.batch_execute(&format!("LISTEN {schema}")).await?;
    Ok(ended)
}

/// A connection that listens. Without its client it would end; without its owner it must.
struct Ended {
    driven: tokio::task::JoinHandle<()>,
    client: Client,
}

impl Future for Ended {
    type Output = ();

    fn poll(mut self: std::pin::Pin<&mut Self>, context: &mut std::task::Context<'_>) -> std::task::Poll<()> {
        std::pin::Pin::new(&mut self.driven).poll(context).map(drop)
    }
}

impl Drop for Ended {
    fn drop(&mut self) {
        self.driven.abort();
    }
}
