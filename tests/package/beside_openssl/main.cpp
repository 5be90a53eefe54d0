// SPDX-License-Identifier: BSL-1.0
#include <cstdio>

#include "handshakes.hpp"

int main() {
  identity_pem const identity = make_identity();
  std::printf("mxtls: %s\n", mxtls_with_itself(identity).c_str());
  std::printf("OpenSSL: %s\n", openssl_with_itself(identity).c_str());
  std::printf("mxtls again: %s\n", mxtls_with_itself(identity).c_str());
}
