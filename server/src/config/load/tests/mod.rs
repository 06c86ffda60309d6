mod host;
mod layers;
mod refusals;
