#include "CurlShim.h"
void CurlShim_placeholder(void) {}
