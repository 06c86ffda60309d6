//! Uploads as a whole.

use super::{LEAST_PIECE, NewUpload, Upload};
use crate::{
    Error, Result, Store,
    testing::desk::Desk,
    testing::{on_each_file_store, problems},
};
use bytes::Bytes;
use chrono::TimeDelta;
use futures::TryStreamExt;
use model::{Code, Text, authority::FileEdit, authority::Scope};

fn new(size: usize) -> NewUpload {
    let (name, stamp) = (Text::parse("orders.jar").unwrap(), Text::parse("17").unwrap());
    NewUpload { name, stamp, size: size as i64, most: 256 << 20 }
}

async fn append(store: &Store, scope: &Scope<FileEdit>, upload: &Upload, first: i64, content: &[u8]) -> Result<Upload> {
    store.append_upload(scope, (upload.id, first), Bytes::copy_from_slice(content)).await
}

on_each_file_store! {
    async fn an_upload_goes_on_where_it_was_interrupted(store: TestStore) {
        let desk = Desk::new(&store).await;
        let scope: Scope<FileEdit> = desk.scope();
        let content: Vec<u8> = (0..LEAST_PIECE * 2 + 5).map(|number| (number % 251) as u8).collect();
        let (first, second) = content.split_at(LEAST_PIECE);
        let upload = store.begin_upload(&scope, &new(content.len())).await.unwrap();
        assert_eq!(append(&store, &scope, &upload, 0, first).await.unwrap().received, first.len() as i64);
        assert_eq!(problems(store.whole_upload(&scope, upload.id).await.map(drop)), [Code::Missing]);

        // The answer was lost, or another tab was faster.
        let again = append(&store, &scope, &upload, 0, first).await.unwrap();
        assert_eq!((again.received, store.lying("incoming").await), (first.len() as i64, 1));
        let found = store.begin_upload(&scope, &new(content.len())).await.unwrap();
        assert_eq!((found.id, found.received), (upload.id, first.len() as i64));
        let (second, third) = second.split_at(LEAST_PIECE);
        append(&store, &scope, &upload, found.received, second).await.unwrap();
        let whole = append(&store, &scope, &upload, 2 * LEAST_PIECE as i64, third).await.unwrap();
        assert!(whole.is_whole());
        let (named, stream) = store.whole_upload(&scope, upload.id).await.unwrap();
        let read: Vec<Bytes> = stream.try_collect().await.unwrap();
        assert!(named.name == "orders.jar" && read.concat() == content);
        store.drop_upload(&scope, upload.id).await.unwrap();
        assert_eq!(store.lying("incoming").await, 0);
        assert!(matches!(store.upload(&scope, upload.id).await, Err(Error::Missing)));
    }

    async fn an_upload_is_for_who_began_it_and_has_bounds(store: TestStore) {
        let desk = Desk::new(&store).await;
        let scope: Scope<FileEdit> = desk.scope();
        let upload = store.begin_upload(&scope, &new(LEAST_PIECE * 2)).await.unwrap();
        let other = store.project_of(&desk.admin, "Other").await;
        let foreign = append(&store, &other.allow().unwrap(), &upload, 0, &[0; LEAST_PIECE]).await;
        assert!(matches!(foreign, Err(Error::Missing)));
        let short = append(&store, &scope, &upload, 0, b"a").await;
        assert_eq!(problems(short), [Code::TooShort { least: LEAST_PIECE as u32 }]);
        let long = append(&store, &scope, &upload, 0, &vec![0; LEAST_PIECE * 2 + 1]).await;
        assert_eq!(problems(long), [Code::TooLarge { most: LEAST_PIECE as i64 * 2 }]);
        let large = NewUpload { most: 10, ..new(11) };
        assert_eq!(problems(store.begin_upload(&scope, &large).await), [Code::TooLarge { most: 10 }]);
        for size in 1..=3 {
            store.begin_upload(&scope, &new((256 << 20) - size)).await.unwrap();
        }
        let full = store.begin_upload(&scope, &new(256 << 20)).await;
        assert_eq!(problems(full), [Code::QuotaExceeded { most: 1 << 30 }]);
    }

    async fn an_upload_that_nobody_goes_on_with_is_swept_away(store: TestStore) {
        let desk = Desk::new(&store).await;
        let scope: Scope<FileEdit> = desk.scope();
        let upload = store.begin_upload(&scope, &new(LEAST_PIECE * 2)).await.unwrap();
        append(&store, &scope, &upload, 0, &[0; LEAST_PIECE]).await.unwrap();
        store.wait(TimeDelta::hours(23));
        assert_eq!(store.sweep_uploads(&desk.server).await.unwrap(), 0);
        assert_eq!(store.upload(&scope, upload.id).await.unwrap().received, LEAST_PIECE as i64);
        store.wait(TimeDelta::hours(2));
        assert_eq!(store.sweep_uploads(&desk.server).await.unwrap(), 1);
        assert!(matches!(store.upload(&scope, upload.id).await, Err(Error::Missing)));
        assert_eq!(store.lying("incoming").await, 0);
    }
}
