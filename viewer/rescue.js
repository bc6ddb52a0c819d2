// Programs that wrap links write the # as %23, and some twice: then the host is asked for a page
// that it does not have. The address is put right, and nothing else is done with it.
const at = /%(25)*23/i.exec(location.href);
if (at) {
  const before = location.href.slice(0, at.index);
  location.replace(before + "#" + location.href.slice(at.index + at[0].length));
}
