@echo off
rem Starts conv4j; builds it first if it has not been built since its sources changed.
rem Exit codes of its own: 4 environment.
setlocal EnableExtensions DisableDelayedExpansion
for %%I in ("%~dp0..") do set "HOME_DIR=%%~fI"
set "TARGET=%HOME_DIR%\target"

if defined JAVA_HOME (
  set "JAVA=%JAVA_HOME%\bin\java.exe"
) else (
  set "JAVA=java.exe"
)
"%JAVA%" -version >nul 2>&1
if errorlevel 1 (
  echo conv4j: "%JAVA%" does not run; install a JDK 17 or newer and set JAVA_HOME to it 1>&2
  exit /b 4
)

powershell -NoProfile -Command "$t=$env:TARGET; foreach ($f in 'conv4j.stamp','conv4j.jar','classpath.txt','conv4j.args') { if (-not (Test-Path -LiteralPath (Join-Path $t $f))) { exit 1 } }; $s=(Get-Item -LiteralPath (Join-Path $t 'conv4j.stamp')).LastWriteTimeUtc; if (@(Get-Item (Join-Path $env:HOME_DIR 'pom.xml')) + @(Get-ChildItem -Recurse (Join-Path $env:HOME_DIR 'src\main')) | Where-Object { $_.LastWriteTimeUtc -gt $s }) { exit 1 }; foreach ($j in (Get-Content -Encoding UTF8 -LiteralPath (Join-Path $t 'classpath.txt')) -split ';') { if (-not (Test-Path -LiteralPath $j)) { exit 1 } }"
if errorlevel 1 call :build
if errorlevel 1 exit /b 4

rem Vector registers for the kernels, which load the module (--add-modules would print a warning).
set "OPTIONS=-Djava.awt.headless=true --add-exports=java.base/jdk.internal.module=ALL-UNNAMED -Djdk.incubator.vector.VECTOR_ACCESS_OOB_CHECK=0 -XX:ObjectAlignmentInBytes=64 -XX:+UseSerialGC -XX:InitialRAMPercentage=0.25"
if defined CONV4J_HEAP set "OPTIONS=%OPTIONS% -Xmx%CONV4J_HEAP%"
if not defined OMP_WAIT_POLICY set "OMP_WAIT_POLICY=PASSIVE"
if not defined OPENBLAS_THREAD_TIMEOUT set "OPENBLAS_THREAD_TIMEOUT=4"
if not defined OMP_NUM_THREADS set "OMP_NUM_THREADS=%NUMBER_OF_PROCESSORS%"
"%JAVA%" %OPTIONS% "-Dconv4j.home=%HOME_DIR%" "@%TARGET%\conv4j.args" io.github.conv4j.cli.Main %*
exit /b %ERRORLEVEL%

:build
where mvn >nul 2>&1
if errorlevel 1 (
  echo conv4j: no mvn found; install Maven 3.6.3 or newer 1>&2
  exit /b 4
)
"%JAVA%" -XshowSettings:properties -version 2>&1 | findstr /R /C:"java.specification.version = 1[7-9]" /C:"java.specification.version = [2-9][0-9]" >nul
if errorlevel 1 (
  echo conv4j: "%JAVA%" is older than Java 17; install a newer JDK, or set JAVA_HOME to one 1>&2
  exit /b 4
)
if not exist "%TARGET%" mkdir "%TARGET%"
echo conv4j: building (the first run downloads about 200 MB)... 1>&2
echo %JAVA%> "%TARGET%\conv4j.stamp.new"
pushd "%HOME_DIR%"
call mvn -B -q -Dmaven.test.skip=true package 1>&2
if errorlevel 1 (
  popd
  echo conv4j: the build failed; see the errors above 1>&2
  exit /b 4
)
popd
rem In an argument file a backslash escapes; Java takes slashes as well.
powershell -NoProfile -Command "$t=$env:TARGET; $c=(Join-Path $t 'conv4j.jar') + ';' + (Get-Content -Encoding UTF8 -LiteralPath (Join-Path $t 'classpath.txt')); [IO.File]::WriteAllText((Join-Path $t 'conv4j.args'), '-cp \"' + $c.Replace('\', '/') + '\"' + [Environment]::NewLine, [Text.Encoding]::Default)"
if errorlevel 1 exit /b 4
move /y "%TARGET%\conv4j.stamp.new" "%TARGET%\conv4j.stamp" >nul
exit /b 0
