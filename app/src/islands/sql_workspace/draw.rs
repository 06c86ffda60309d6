//! Elements of one Rust type.
//!
//! Leptos compiles what it takes to build, hydrate and patch a view once for each type of view, and each tag of `view!`
//! is one, as is each kind of attribute and each closure: some 2 KB a piece in the browser's module. Here a tag is a
//! value, and closures are boxed.
//!
//! Since all have one type, Leptos patches one element into another where a [`live`] part changes. So the same place
//! always has the same attributes in the same order ([`El::maybe`] where there may be none), or another tag.

use leptos::{
    attr::{
        any_attribute::{AnyAttribute, IntoAnyAttribute},
        custom::custom_attribute,
    },
    ev,
    html::{Custom, custom},
    prelude::*,
    tachys::{
        html::{InertElement, event::on, node_ref::node_ref, style::style},
        view::iterators::StaticVec,
    },
};
use std::sync::{Arc, Mutex};

/// A tag of HTML.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tag {
    A,
    B,
    Button,
    Code,
    Details,
    Div,
    Form,
    Kbd,
    Option,
    P,
    Pre,
    Section,
    Select,
    Small,
    Span,
    Summary,
}

impl AsRef<str> for Tag {
    /// In the browser as elements call themselves there: Leptos compares, and would not patch but build anew.
    fn as_ref(&self) -> &str {
        let (small, large) = match self {
            Self::A => ("a", "A"),
            Self::B => ("b", "B"),
            Self::Button => ("button", "BUTTON"),
            Self::Code => ("code", "CODE"),
            Self::Details => ("details", "DETAILS"),
            Self::Div => ("div", "DIV"),
            Self::Form => ("form", "FORM"),
            Self::Kbd => ("kbd", "KBD"),
            Self::Option => ("option", "OPTION"),
            Self::P => ("p", "P"),
            Self::Pre => ("pre", "PRE"),
            Self::Section => ("section", "SECTION"),
            Self::Select => ("select", "SELECT"),
            Self::Small => ("small", "SMALL"),
            Self::Span => ("span", "SPAN"),
            Self::Summary => ("summary", "SUMMARY"),
        };
        if cfg!(feature = "ssr") { small } else { large }
    }
}

/// A place that holds an element once it is there.
pub(super) type Place = NodeRef<Custom<Tag>>;

/// An element under construction.
pub(super) struct El {
    tag: Tag,
    attributes: Vec<AnyAttribute>,
    children: Vec<AnyView>,
}

/// An element with these classes; none when empty.
pub(super) fn el(tag: Tag, class: &str) -> El {
    let none = El { tag, attributes: Vec::new(), children: Vec::new() };
    if class.is_empty() { none } else { none.attr("class", class) }
}

impl El {
    /// An attribute.
    pub(super) fn attr(self, name: &'static str, value: impl Into<String>) -> Self {
        self.maybe(name, Some(value.into()))
    }

    /// An attribute, if it has a value.
    pub(super) fn maybe(self, name: &'static str, value: Option<String>) -> Self {
        self.with(custom_attribute(name, value).into_any_attr())
    }

    /// An attribute that is there or not.
    pub(super) fn flag(self, name: &'static str, on: bool) -> Self {
        self.maybe(name, on.then(String::new))
    }

    /// An attribute that follows what is read for it.
    pub(super) fn follow(self, name: &'static str, value: impl FnMut() -> Option<String> + Send + 'static) -> Self {
        let value: Arc<Mutex<dyn FnMut() -> Option<String> + Send>> = Arc::new(Mutex::new(value));
        self.with(custom_attribute(name, value).into_any_attr())
    }

    /// A property of its style, set through the style object: the policy refuses the attribute.
    pub(super) fn style(self, name: &'static str, value: String) -> Self {
        self.with(style((name, value)).into_any_attr())
    }

    /// What happens at an event.
    pub(super) fn on(self, event: &'static str, call: impl FnMut(web_sys::Event) + 'static) -> Self {
        let call: Box<dyn FnMut(web_sys::Event)> = Box::new(call);
        self.with(on(ev::Custom::<web_sys::Event>::new(event), call).into_any_attr())
    }

    /// Where it can be found.
    pub(super) fn place(self, place: Place) -> Self {
        self.with(node_ref(place).into_any_attr())
    }

    /// A text in it.
    pub(super) fn text(self, text: impl Into<String>) -> Self {
        self.child(text.into().into_any())
    }

    /// Something in it.
    pub(super) fn child(mut self, child: AnyView) -> Self {
        self.children.push(child);
        self
    }

    /// An element in it.
    pub(super) fn el(self, element: El) -> Self {
        self.child(element.done())
    }

    /// Something in it that follows what is read for it.
    pub(super) fn live(self, view: impl FnMut() -> AnyView + Send + 'static) -> Self {
        self.child(live(view))
    }

    /// A text in it that follows what is read for it.
    pub(super) fn live_text(self, mut text: impl FnMut() -> String + Send + 'static) -> Self {
        self.live(move || text().into_any())
    }

    /// The view.
    pub(super) fn done(self) -> AnyView {
        custom(self.tag).add_any_attr(self.attributes).child(StaticVec::from(self.children)).into_any()
    }

    fn with(mut self, attribute: AnyAttribute) -> Self {
        self.attributes.push(attribute);
        self
    }
}

/// A part that is drawn again when what it reads changes.
pub(super) fn live(view: impl FnMut() -> AnyView + Send + 'static) -> AnyView {
    let view: Arc<Mutex<dyn FnMut() -> AnyView + Send>> = Arc::new(Mutex::new(view));
    view.into_any()
}

/// One element, as HTML, that Leptos puts on the page and takes over without a look at what is in it.
pub(super) fn inert(html: String) -> AnyView {
    InertElement::new(html).into_any()
}

/// The element, or nothing.
pub(super) fn when(element: Option<El>) -> AnyView {
    element.map_or_else(|| ().into_any(), El::done)
}

/// Does something now, and again when what it reads changes; in the browser only.
pub(super) fn effect(run: impl FnMut() + 'static) {
    let mut run: Box<dyn FnMut()> = Box::new(run);
    Effect::new(move |_: Option<()>| run());
}
