//! Jars, and files on their way in.

diesel::table! {
    project_files (id) {
        id -> Text,
        project_id -> Text,
        name -> Text,
        name_key -> Text,
        kind -> Text,
        newest -> BigInt,
    }
}

diesel::table! {
    jar_versions (id) {
        id -> Text,
        project_id -> Text,
        file_id -> Text,
        number -> BigInt,
        note -> Text,
        sha256 -> Text,
        size -> BigInt,
        main_class -> Nullable<Text>,
        programs -> Text,
        created_by -> Text,
        created_at -> Timestamp,
    }
}

diesel::table! {
    uploads (id) {
        id -> Text,
        project_id -> Text,
        user_id -> Text,
        name -> Text,
        stamp -> Text,
        size -> BigInt,
        received -> BigInt,
        touched_at -> Timestamp,
    }
}

diesel::table! {
    upload_pieces (id) {
        id -> Text,
        upload_id -> Text,
        first -> BigInt,
    }
}

diesel::table! {
    file_contents (sha256) {
        sha256 -> Text,
        touched_at -> Timestamp,
    }
}
