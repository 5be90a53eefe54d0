// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <system_error>

#include <sys/stat.h>
#include <unistd.h>

#include <mxtls/fake/maildir.hpp>
#include <mxtls/test/matchers.hpp>

using namespace mxtls;
namespace fs = std::filesystem;

namespace {

/// A new folder, gone at the end.
struct folder {
  folder() {
    std::string name = (fs::temp_directory_path() / "mxtls-maildir-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::system_error{errno, std::generic_category(), name};
    path = name;
  }
  ~folder() { fs::remove_all(path); }

  fs::path path;
};

std::string read(fs::path const& file) {
  std::ifstream in{file, std::ios::binary};
  return {std::istreambuf_iterator<char>{in}, {}};
}

std::size_t files_in(fs::path const& where) {
  return static_cast<std::size_t>(std::distance(fs::directory_iterator{where}, fs::directory_iterator{}));
}

smtp::accepted_message const mail{.envelope = {.sender = "a@example.test", .recipients = {"b@d.test", "c@d.test"}},
                                  .content = std::string{"Subject: x\r\n\r\n.\0\xff\r\n", 19}};

} // namespace

TEST_CASE("A mail is kept octet for octet below its envelope", "[fake][rfc5321-4.4][rfc9228]") {
  folder const f;
  fake::maildir box{f.path / "deep" / "box"};
  fs::path const file = box.keep(mail);
  CHECK(file.parent_path() == f.path / "deep" / "box" / "new");
  CHECK(read(file) ==
        "Return-Path: <a@example.test>\r\nDelivered-To: b@d.test\r\nDelivered-To: c@d.test\r\n" + mail.content);
  struct stat status {};
  REQUIRE(::stat(file.c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0600);
  CHECK(status.st_nlink == 1);
  CHECK(files_in(f.path / "deep" / "box" / "tmp") == 0);
  CHECK(fs::is_directory(f.path / "deep" / "box" / "cur"));
}

TEST_CASE("No two mails have one name, not even in two boxes of one folder", "[fake]") {
  folder const f;
  fake::maildir one{f.path};
  fake::maildir other{f.path};
  std::set<fs::path> names;
  for (int i = 0; i < 100; ++i) {
    names.insert(one.keep(mail));
    names.insert(other.keep(mail));
  }
  CHECK(names.size() == 200);
  CHECK(files_in(f.path / "new") == 200);
}

TEST_CASE("An envelope cannot add lines to a mail that is kept", "[fake][hostile]") {
  folder const f;
  fs::path const file = fake::maildir{f.path}.keep(
      {.envelope = {.sender = "a\r\nBcc: x", .recipients = {"b\nSubject: y"}}, .content = "\r\n"});
  CHECK(read(file) == "Return-Path: <a??Bcc: x>\r\nDelivered-To: b?Subject: y\r\n\r\n");
}

TEST_CASE("A mail that cannot be kept is an error that names the file, and leaves nothing behind", "[fake]") {
  folder const f;
  fake::maildir box{f.path};
  fs::remove(f.path / "new");
  CHECK_THROWS_WITH(box.keep(mail), test::contains((f.path / "new").string()));
  CHECK(files_in(f.path / "tmp") == 0);
  fs::remove(f.path / "tmp");
  CHECK_THROWS_AS(box.keep(mail), std::system_error);
  CHECK_THROWS_AS(fake::maildir{"/dev/null/box"}, fs::filesystem_error);
}
