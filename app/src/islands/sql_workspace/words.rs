//! What the workspace says; the server hands it over in the reader's language.

/// Names the words once, for both sides: only their places in a list travel, so a word costs the browser's module nothing.
macro_rules! words {
    ($($word:ident: $field:ident),* $(,)?) => {
        /// A word, by its place in the list.
        #[derive(Clone, Copy, Debug)]
        pub(super) enum Word {
            $($word),*
        }

        /// The list.
        #[cfg(feature = "ssr")]
        pub fn workspace_words(words: &crate::words::Sql) -> Vec<String> {
            vec![$(words.$field.into()),*]
        }
    };
}

words! {
    Editor: editor,
    Run: run,
    Save: save,
    Saved: saved,
    Saving: saving,
    Unsaved: unsaved,
    NotSaved: not_saved,
    Cluster: cluster,
    NoCluster: no_cluster,
    Unreachable: unreachable,
    SignedOut: signed_out,
    Stale: stale,
    StaleMine: stale_mine,
    StaleTheirs: stale_theirs,
    Theirs: theirs,
    NothingToRun: nothing_to_run,
    Results: results,
    ResultsNone: results_none,
    ResultsNoneWhy: results_none_why,
    Stop: stop,
    Pause: pause,
    Resume: resume,
    KeepNewest: keep_newest,
    Rows: rows,
    RowsPerSecond: rows_per_second,
    Dropped: dropped,
    NoRowsYet: no_rows_yet,
    NoRows: no_rows,
    CloseResult: close_result,
    GoToError: go_to_error,
    Details: details,
    Job: job,
    RowNumber: row_number,
    Change: change,
    MoreActs: more_acts,
    Versions: versions,
    Properties: properties,
    MakeJob: make_job,
}
