//! The tables as diesel sees them, in column types that both databases have. A test compares them with the databases.

mod files;
mod work;

pub(crate) use files::{file_contents, jar_versions, project_files, upload_pieces, uploads};
pub(crate) use work::{
    inbox_messages, job_metrics, job_tags, jobs, run_evidence, run_steps, runs, saved_views, script_versions,
    snapshots, templates, variables,
};

diesel::table! {
    users (id) {
        id -> Text,
        name -> Text,
        name_key -> Text,
        display_name -> Text,
        email -> Nullable<Text>,
        search_key -> Text,
        password_hash -> Nullable<Text>,
        role -> Text,
        disabled -> Bool,
        language -> Nullable<Text>,
        theme -> Nullable<Text>,
        time_zone -> Nullable<Text>,
        created_at -> Timestamp,
        last_seen_at -> Nullable<Timestamp>,
        revision -> BigInt,
    }
}

diesel::table! {
    identities (issuer, subject) {
        issuer -> Text,
        subject -> Text,
        user_id -> Text,
        created_at -> Timestamp,
    }
}

diesel::table! {
    sessions (token_hash) {
        token_hash -> Text,
        data -> Text,
        user_id -> Nullable<Text>,
        created_at -> Timestamp,
        last_seen_at -> Timestamp,
        idle_until -> Timestamp,
        absolute_until -> Timestamp,
        user_agent -> Nullable<Text>,
        address -> Nullable<Text>,
        issuer -> Nullable<Text>,
        sid -> Nullable<Text>,
    }
}

diesel::table! {
    links (token_hash) {
        token_hash -> Text,
        kind -> Text,
        user_id -> Nullable<Text>,
        expires_at -> Timestamp,
    }
}

diesel::table! {
    sign_in_failures (key) {
        key -> Text,
        failures -> Integer,
        last_at -> Timestamp,
    }
}

diesel::table! {
    logout_tokens (issuer, jti) {
        issuer -> Text,
        jti -> Text,
        expires_at -> Timestamp,
    }
}

diesel::table! {
    projects (id) {
        id -> Text,
        name -> Text,
        name_key -> Text,
        description -> Text,
        archived_at -> Nullable<Timestamp>,
        created_at -> Timestamp,
        revision -> BigInt,
    }
}

diesel::table! {
    members (project_id, user_id) {
        project_id -> Text,
        user_id -> Text,
        role -> Text,
        added_at -> Timestamp,
    }
}

diesel::table! {
    audit (id) {
        id -> Text,
        at -> Timestamp,
        actor_id -> Nullable<Text>,
        actor_name -> Text,
        act -> Text,
        object_kind -> Text,
        object_id -> Text,
        object_name -> Text,
        project_id -> Nullable<Text>,
        before -> Nullable<Text>,
        after -> Nullable<Text>,
        request_id -> Text,
    }
}

diesel::table! {
    leases (name) {
        name -> Text,
        holder -> Text,
        fence -> BigInt,
        held_until -> Timestamp,
    }
}

diesel::table! {
    operations (id) {
        id -> Text,
        project_id -> Nullable<Text>,
        kind -> Text,
        object_kind -> Text,
        object_id -> Text,
        parameters -> Text,
        state -> Text,
        active -> Bool,
        steps -> Text,
        requested_by -> Nullable<Text>,
        request_id -> Text,
        requested_at -> Timestamp,
        started_at -> Nullable<Timestamp>,
        ended_at -> Nullable<Timestamp>,
        deadline -> Nullable<Timestamp>,
        cancel_requested -> Bool,
        error -> Nullable<Text>,
        holder -> Nullable<Text>,
        fence -> BigInt,
        held_until -> Nullable<Timestamp>,
        revision -> BigInt,
        cluster_id -> Nullable<Text>,
    }
}

diesel::table! {
    settings (key) {
        key -> Text,
        value -> Text,
        revision -> BigInt,
    }
}

diesel::table! {
    secrets (id) {
        id -> Text,
        owner_kind -> Text,
        owner_id -> Text,
        name -> Text,
        key_id -> Text,
        sealed -> Text,
        created_at -> Timestamp,
    }
}

diesel::table! {
    script_folders (id) {
        id -> Text,
        project_id -> Text,
        parent_id -> Nullable<Text>,
        name -> Text,
        name_key -> Text,
        created_by -> Text,
        created_at -> Timestamp,
        revision -> BigInt,
    }
}

diesel::table! {
    scripts (id) {
        id -> Text,
        project_id -> Text,
        folder_id -> Nullable<Text>,
        name -> Text,
        name_key -> Text,
        text -> Text,
        created_by -> Text,
        created_at -> Timestamp,
        changed_by -> Text,
        changed_at -> Timestamp,
        revision -> BigInt,
    }
}

diesel::table! {
    session_clusters (id) {
        id -> Text,
        kind -> Text,
        name -> Text,
        name_key -> Text,
        description -> Text,
        rest_url -> Nullable<Text>,
        gateway_url -> Nullable<Text>,
        credentials -> Text,
        user_name -> Nullable<Text>,
        ca_pem -> Nullable<Text>,
        client_certificate -> Nullable<Text>,
        flink_version -> Nullable<Text>,
        seen_at -> Nullable<Timestamp>,
        created_at -> Timestamp,
        revision -> BigInt,
        host -> Nullable<Text>,
        restarts_jobs -> Bool,
    }
}

diesel::table! {
    hands_off (object_kind, object_id) {
        object_kind -> Text,
        object_id -> Text,
        reason -> Text,
        since -> Timestamp,
        until -> Nullable<Timestamp>,
        set_by -> Text,
    }
}

diesel::table! {
    session_cluster_grants (cluster_id, project_id) {
        cluster_id -> Text,
        project_id -> Text,
        may_query -> Bool,
        may_deploy -> Bool,
        granted_at -> Timestamp,
    }
}

diesel::table! {
    gateway_sessions (id) {
        id -> Text,
        project_id -> Text,
        user_id -> Text,
        cluster_id -> Text,
        handle -> Text,
        state -> Text,
        engine -> Text,
        catalog -> Nullable<Text>,
        catalog_database -> Nullable<Text>,
        opened_at -> Timestamp,
        last_used_at -> Timestamp,
        ended_at -> Nullable<Timestamp>,
        revision -> BigInt,
    }
}

diesel::table! {
    queries (id) {
        id -> Text,
        project_id -> Text,
        user_id -> Text,
        cluster_id -> Text,
        session_id -> Nullable<Text>,
        script_id -> Nullable<Text>,
        statement -> Text,
        statement_start -> Nullable<Text>,
        kind -> Text,
        state -> Text,
        job_id -> Text,
        operation_handle -> Nullable<Text>,
        next_token -> Nullable<BigInt>,
        result_columns -> Nullable<Text>,
        rows -> BigInt,
        first_row -> BigInt,
        bytes -> BigInt,
        inline_bytes -> BigInt,
        result_kind -> Nullable<Text>,
        error -> Nullable<Text>,
        requested_at -> Timestamp,
        started_at -> Nullable<Timestamp>,
        first_row_at -> Nullable<Timestamp>,
        ended_at -> Nullable<Timestamp>,
        took_ms -> Nullable<BigInt>,
        last_read_at -> Nullable<Timestamp>,
        stop_requested -> Bool,
        keep_newest -> Bool,
        holder -> Nullable<Text>,
        fence -> BigInt,
        held_until -> Nullable<Timestamp>,
        revision -> BigInt,
    }
}

diesel::table! {
    query_pages (query_id, first_row) {
        query_id -> Text,
        first_row -> BigInt,
        rows -> BigInt,
        data -> Binary,
    }
}

diesel::table! {
    query_segments (query_id, first_row) {
        query_id -> Text,
        first_row -> BigInt,
        rows -> BigInt,
        bytes -> BigInt,
        key -> Text,
    }
}

diesel::joinable!(identities -> users (user_id));
diesel::joinable!(members -> projects (project_id));
diesel::joinable!(members -> users (user_id));
diesel::joinable!(sessions -> users (user_id));

diesel::joinable!(gateway_sessions -> projects (project_id));
diesel::joinable!(gateway_sessions -> users (user_id));
diesel::joinable!(queries -> projects (project_id));
diesel::joinable!(gateway_sessions -> session_clusters (cluster_id));
diesel::joinable!(queries -> session_clusters (cluster_id));
diesel::joinable!(queries -> users (user_id));
diesel::joinable!(job_metrics -> runs (run_id));
diesel::joinable!(run_steps -> runs (run_id));
diesel::joinable!(run_evidence -> runs (run_id));
diesel::joinable!(inbox_messages -> users (user_id));
diesel::joinable!(inbox_messages -> projects (project_id));
diesel::joinable!(inbox_messages -> jobs (job_id));
diesel::joinable!(runs -> session_clusters (cluster_id));
diesel::joinable!(runs -> users (user_id));
diesel::joinable!(script_versions -> projects (project_id));
diesel::joinable!(variables -> projects (project_id));
diesel::joinable!(hands_off -> users (set_by));
diesel::joinable!(job_tags -> jobs (job_id));
diesel::joinable!(jobs -> projects (project_id));
diesel::joinable!(saved_views -> projects (project_id));
diesel::joinable!(saved_views -> users (user_id));
diesel::joinable!(jobs -> templates (template_id));
diesel::joinable!(templates -> projects (project_id));
diesel::joinable!(snapshots -> projects (project_id));
diesel::joinable!(scripts -> projects (project_id));
diesel::joinable!(session_cluster_grants -> projects (project_id));
diesel::joinable!(session_cluster_grants -> session_clusters (cluster_id));
diesel::allow_tables_to_appear_in_same_query!(
    users,
    identities,
    sessions,
    links,
    sign_in_failures,
    logout_tokens,
    projects,
    members,
    audit,
    leases,
    operations,
    settings,
    secrets,
    script_folders,
    scripts,
    session_clusters,
    session_cluster_grants,
    hands_off,
    gateway_sessions,
    queries,
    query_pages,
    query_segments,
    runs,
    run_steps,
    run_evidence,
    inbox_messages,
    job_metrics,
    script_versions,
    variables,
    jobs,
    job_tags,
    saved_views,
    templates,
    snapshots,
    project_files,
    jar_versions,
    file_contents,
    uploads,
    upload_pieces,
);
