//! States: a shape, a colour and a word, never colour alone.

use leptos::prelude::*;

/// How a state looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StateShape {
    /// It runs.
    Running,
    /// It is on its way.
    Changing,
    /// Somebody stopped it.
    Stopped,
    /// It came to its end.
    Finished,
    /// Somebody should look.
    Attention,
    /// It failed.
    Failed,
    /// It cannot be asked.
    Unknown,
}

impl StateShape {
    /// The value of `data-state`, and the sign.
    pub fn name_and_glyph(self) -> (&'static str, &'static str) {
        match self {
            Self::Running => ("running", "●"),
            Self::Changing => ("changing", "◐"),
            Self::Stopped => ("stopped", "■"),
            Self::Finished => ("finished", "✓"),
            Self::Attention => ("attention", "▲"),
            Self::Failed => ("failed", "✕"),
            Self::Unknown => ("unknown", "?"),
        }
    }
}

/// A state with its word.
#[component]
pub fn State(
    /// How it looks.
    shape: StateShape,
    /// What it is called.
    #[prop(into)]
    word: String,
) -> impl IntoView {
    let (name, glyph) = shape.name_and_glyph();
    view! {
        <span class="state" data-state=name>
            <span class="state-shape" aria-hidden="true">{glyph}</span>
            <span class="state-word">{word}</span>
        </span>
    }
}
