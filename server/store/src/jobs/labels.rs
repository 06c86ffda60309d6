//! Whose job it is, and the tags by which it is found again.

use crate::{
    Error, Job, Result, Store,
    database::{on_both, with_conn},
    json_text::Json,
    schema::{job_tags, members},
    stored::Stored,
    transaction::Tx,
};
use diesel::{
    prelude::*,
    sql_types::{Nullable, Text},
};
use diesel_async::RunQueryDsl;
use model::{
    Code, JobId, JobTag, JobTags, ProjectId, UserId,
    authority::{JobView, Scope},
};

/// Tags that a list offers to filter by.
const MOST_OFFERED: usize = 200;

/// By whom and by what a job is looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct JobLabels {
    /// A member of the project; whoever makes the job when nobody is named.
    pub owner: Option<UserId>,
    /// Its tags.
    pub tags: JobTags,
}

#[derive(QueryableByName)]
struct Offered {
    #[diesel(sql_type = Nullable<Text>)]
    tag: Option<String>,
}

impl From<Json<Self>> for JobTags {
    fn from(read: Json<Self>) -> Self {
        read.0
    }
}

impl Store {
    /// The tags of a project's jobs, each once and in one spelling, in their order; the first 200 of them.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn job_tags(&self, scope: &Scope<JobView>) -> Result<Vec<JobTag>> {
        // From each tag to the one after it: as many looks into the index as there are tags, however many jobs have them.
        const EACH_ONCE: &str = "WITH RECURSIVE each_once (tag_key) AS ( \
            SELECT MIN(tag_key) FROM job_tags WHERE project_id = $1 \
            UNION ALL \
            SELECT (SELECT MIN(tag_key) FROM job_tags WHERE project_id = $1 AND tag_key > each_once.tag_key) \
            FROM each_once WHERE each_once.tag_key IS NOT NULL \
            ) SELECT (SELECT tag FROM job_tags WHERE project_id = $1 AND tag_key = each_once.tag_key \
            ORDER BY job_id LIMIT 1) AS tag \
            FROM each_once WHERE each_once.tag_key IS NOT NULL LIMIT 200";
        let found: Vec<Offered> = with_conn!(self, |conn| {
            diesel::sql_query(EACH_ONCE).bind::<Text, _>(scope.project().to_string()).load(conn).await?
        });
        let tags = found.into_iter().filter_map(|offered| JobTag::parse(&offered.tag?).ok());
        Ok(tags.take(MOST_OFFERED).collect())
    }
}

on_both! {
    impl Tx<'_, Conn> {
        /// Refuses an owner who does not belong to the project, unless it is who it was.
        pub(super) async fn must_own(
            &mut self,
            project: ProjectId,
            owner: UserId,
            before: Option<&Job>,
        ) -> Result<()> {
            if before.is_some_and(|job| job.owner_id == owner) {
                return Ok(());
            }
            let here = members::table.find((Stored(project), Stored(owner)));
            let found: i64 = here.count().get_result(self.conn).await?;
            if found == 0 { Err(Error::from(Code::NoSuchUser.at("owner"))) } else { Ok(()) }
        }

        /// Writes down by which tags a job is found.
        pub(super) async fn tag_job(&mut self, (project, job): (ProjectId, JobId), tags: &JobTags) -> Result<()> {
            diesel::delete(job_tags::table.filter(job_tags::job_id.eq(Stored(job)))).execute(self.conn).await?;
            for tag in tags {
                diesel::insert_into(job_tags::table)
                    .values((
                        (job_tags::job_id.eq(Stored(job)), job_tags::project_id.eq(Stored(project))),
                        (job_tags::tag_key.eq(tag.key()), job_tags::tag.eq(tag.as_str())),
                    ))
                    .execute(self.conn)
                    .await?;
            }
            Ok(())
        }
    }
}
