//! Jobs, what they run, and what they were.

diesel::table! {
    runs (id) {
        id -> Text,
        project_id -> Text,
        cluster_id -> Text,
        query_id -> Nullable<Text>,
        user_id -> Text,
        flink_job_id -> Text,
        name -> Text,
        state -> Nullable<Text>,
        observed_at -> Nullable<Timestamp>,
        started_at -> Timestamp,
        ended_at -> Nullable<Timestamp>,
        revision -> BigInt,
        job_id -> Nullable<Text>,
        number -> Nullable<BigInt>,
        operation_id -> Nullable<Text>,
        version_id -> Nullable<Text>,
        jar_version_id -> Nullable<Text>,
        resolved -> Nullable<Text>,
        restored_from -> Nullable<Text>,
        outcome -> Nullable<Text>,
        failure -> Nullable<Text>,
        unknown_since -> Nullable<Timestamp>,
        swept -> Nullable<Text>,
        attempt -> Nullable<BigInt>,
        incarnation -> Nullable<Text>,
        state_deleted_at -> Nullable<Timestamp>,
        step -> Nullable<BigInt>,
        steps -> Nullable<BigInt>,
    }
}

diesel::table! {
    run_steps (run_id, number) {
        run_id -> Text,
        number -> BigInt,
        flink_job_id -> Text,
        line -> BigInt,
        statement -> Text,
        started_at -> Nullable<Timestamp>,
        ended_at -> Nullable<Timestamp>,
        outcome -> Nullable<Text>,
        failure -> Nullable<Text>,
        taken_from -> Nullable<Text>,
    }
}

diesel::table! {
    run_evidence (run_id) {
        run_id -> Text,
        code -> Text,
        summary -> Text,
        exception -> Nullable<Text>,
        jobmanager_log -> Nullable<Text>,
        taskmanager -> Nullable<Text>,
        taskmanager_log -> Nullable<Text>,
        unread -> Nullable<Text>,
        collected_at -> Timestamp,
        told_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    inbox_messages (id) {
        id -> Text,
        user_id -> Text,
        project_id -> Text,
        job_id -> Text,
        run_id -> Text,
        summary -> Text,
        cause -> Text,
        times -> BigInt,
        first_at -> Timestamp,
        last_at -> Timestamp,
        read_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    job_metrics (run_id, at) {
        run_id -> Text,
        at -> Timestamp,
        records_in -> Nullable<Double>,
        records_out -> Nullable<Double>,
        busy -> Nullable<Double>,
        backpressured -> Nullable<Double>,
        watermark_lag -> Nullable<Double>,
        pending -> Nullable<Double>,
        restarts -> Nullable<Double>,
        checkpoint_age -> Nullable<Double>,
        checkpoint_duration -> Nullable<Double>,
        checkpoint_size -> Nullable<Double>,
        heap -> Nullable<Double>,
        cpu -> Nullable<Double>,
    }
}

diesel::table! {
    script_versions (id) {
        id -> Text,
        project_id -> Text,
        script_id -> Text,
        number -> BigInt,
        note -> Text,
        text -> Text,
        created_by -> Text,
        created_at -> Timestamp,
    }
}

diesel::table! {
    variables (id) {
        id -> Text,
        project_id -> Text,
        name -> Text,
        name_key -> Text,
        description -> Text,
        is_secret -> Bool,
        value -> Nullable<Text>,
        changed_by -> Text,
        changed_at -> Timestamp,
        revision -> BigInt,
    }
}

diesel::table! {
    jobs (id) {
        id -> Text,
        project_id -> Text,
        name -> Text,
        name_key -> Text,
        description -> Text,
        artifact -> Text,
        artifact_id -> Text,
        cluster_id -> Text,
        settings -> Text,
        desired -> Text,
        state -> Text,
        state_since -> Timestamp,
        stamp -> BigInt,
        run_id -> Nullable<Text>,
        created_by -> Text,
        created_at -> Timestamp,
        changed_by -> Text,
        changed_at -> Timestamp,
        revision -> BigInt,
        savepoint_minutes -> Nullable<BigInt>,
        savepoints_kept -> BigInt,
        owner_id -> Text,
        tags -> Text,
        template_id -> Nullable<Text>,
    }
}

diesel::table! {
    templates (id) {
        id -> Text,
        project_id -> Text,
        name -> Text,
        name_key -> Text,
        description -> Text,
        parent_id -> Nullable<Text>,
        settings -> Text,
        changed_by -> Text,
        changed_at -> Timestamp,
        revision -> BigInt,
    }
}

diesel::table! {
    job_tags (job_id, tag_key) {
        job_id -> Text,
        project_id -> Text,
        tag_key -> Text,
        tag -> Text,
    }
}

diesel::table! {
    saved_views (id) {
        id -> Text,
        project_id -> Text,
        user_id -> Text,
        name -> Text,
        name_key -> Text,
        is_shared -> Bool,
        query -> Text,
        revision -> BigInt,
    }
}

diesel::table! {
    snapshots (id) {
        id -> Text,
        project_id -> Text,
        job_id -> Text,
        run_id -> Text,
        kind -> Text,
        path -> Text,
        size -> Nullable<BigInt>,
        created_by -> Nullable<Text>,
        completed_at -> Timestamp,
        disposed_at -> Nullable<Timestamp>,
    }
}
