void CurlShim_placeholder(void);
