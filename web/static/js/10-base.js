// What all parts share. Everything here adds to pages that work without it.
const root = document.documentElement;
root.classList.add("js");
const english = root.lang === "en";
const t = (de, en) => (english ? en : de);
const $ = (selector, from = document) => from.querySelector(selector);
const $$ = (selector, from = document) => [...from.querySelectorAll(selector)];

// make builds an element; no markup is ever parsed (Trusted Types).
const make = (tag, props = {}, ...children) => {
	const e = document.createElement(tag);
	for (const [k, v] of Object.entries(props)) {
		if (k.startsWith("on")) e.addEventListener(k.slice(2), v);
		else if (k in e && k !== "list") e[k] = v;
		else e.setAttribute(k, v);
	}
	e.append(...children);
	return e;
};

// store keeps things on this device; where that is forbidden, for this page only.
const memory = new Map();
const store = {
	get(key, otherwise) {
		try {
			return JSON.parse(localStorage.getItem("depesche." + key)) ?? otherwise;
		} catch {
			return memory.get(key) ?? otherwise;
		}
	},
	set(key, value) {
		memory.set(key, value);
		try {
			localStorage.setItem("depesche." + key, JSON.stringify(value));
			return true;
		} catch {
			return false;
		}
	},
};
const setting = (name) => store.get("set." + name, true);

let toastTimer;
const toast = (...content) => {
	$(".toast")?.remove();
	clearTimeout(toastTimer);
	const box = make("p", { className: "toast", role: "status" });
	document.body.append(box);
	box.append(...content); // after the box, so that it is announced
	toastTimer = setTimeout(() => box.remove(), 6000);
};

const copy = async (text) => {
	try {
		await navigator.clipboard.writeText(text);
		toast(t("Kopiert", "Copied"));
	} catch {
		toast(t("Der Browser erlaubt das Kopieren nicht.", "The browser does not allow copying."));
	}
};

const link = (path) => {
	const lang = new URLSearchParams(location.search).get("lang");
	return lang ? path + (path.includes("?") ? "&" : "?") + "lang=" + lang : path;
};
