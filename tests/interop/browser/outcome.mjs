// How a call went, the same for each library. Metadata is an object of lower-case names and values; binary values are base64.
export const newOutcome = () => ({ responses: [], headers: {}, trailers: {}, code: 0, message: '' });
