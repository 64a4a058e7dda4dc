/** Numbers in the prose that are controls: each is a field bound to a live setting of the lab beside it. */

/**
 * @param {ReturnType<typeof import("./picture.js").createPicture>} picture
 * @param {(text: string) => void} say
 */
export function createControls(picture, say) {
  const fields = /** @type {HTMLInputElement[]} */ ([...document.querySelectorAll("input.control")]);
  for (const field of fields) {
    field.disabled = false;
    field.addEventListener("change", () => {
      if (field.value === "" || !field.checkValidity()) {
        say(field.validationMessage || "A number is wanted here.");
        field.value = field.defaultValue;
        return;
      }
      for (const other of fields)
        if (other.dataset["path"] === field.dataset["path"] && other.closest(".step") === field.closest(".step"))
          other.value = field.value;
      picture.set({ [field.dataset["path"] ?? ""]: Number(field.value) });
    });
  }
  return {
    /** The picture is another one: so are its settings. */
    reset() {
      for (const field of fields) field.value = field.defaultValue;
    },
  };
}
