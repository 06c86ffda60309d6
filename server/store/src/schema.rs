//! The tables as diesel sees them, in column types that both databases have. A test compares them with the databases.

diesel::table! {
    users (id) {
        id -> Text,
        name -> Text,
        name_key -> Text,
        display_name -> Text,
        email -> Nullable<Text>,
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

diesel::joinable!(identities -> users (user_id));
diesel::joinable!(members -> projects (project_id));
diesel::joinable!(members -> users (user_id));
diesel::joinable!(sessions -> users (user_id));
diesel::allow_tables_to_appear_in_same_query!(users, identities, sessions);
diesel::allow_tables_to_appear_in_same_query!(users, projects, members);
