// Processes that do not end well, or are asked what they do: a case by name
using System;
using System.Diagnostics;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading;

class Own : Exception {
	public Own (string message, Exception inner = null) : base (message, inner) { }
}

class WithoutMessage : Exception {
	public override string Message { get { throw new InvalidOperationException ("no message"); } }
}

static class Initialised {
	public static int Value = Fail ();

	[MethodImpl (MethodImplOptions.NoInlining)]
	static int Fail () { throw new Own ("in a static constructor"); }
}

class Finalized {
	~Finalized () { throw new Own ("in a finalizer"); }
}

/* A reference and a number at the same place: no such type can be loaded. */
[StructLayout (LayoutKind.Explicit)]
struct Impossible {
	[FieldOffset (0)] public object Reference;
	[FieldOffset (0)] public long Number;
}

static class Cases {
	const MethodImplOptions apart = MethodImplOptions.NoInlining;
	static volatile bool started;
	static volatile int count;
	static string none = null;

	[MethodImpl (apart)]
	static int Deep (int depth, string message)
	{
		if (depth == 0)
			throw new Own (message);
		return Deep (depth - 1, message) + 1;
	}

	// ---- Exceptions that nobody catches ----

	public static void MainThread () { Deep (3, "in the main thread"); }

	public static void OtherThread ()
	{
		var thread = new Thread (() => Deep (2, "in another thread"));
		thread.Start ();
		thread.Join ();
		Thread.Sleep (20000);
	}

	public static void PoolThread ()
	{
		ThreadPool.QueueUserWorkItem (_ => Deep (1, "in the thread pool"));
		Thread.Sleep (20000);
	}

	public static void StaticConstructor () { Console.WriteLine (Initialised.Value); }

	[MethodImpl (apart)]
	static void MakeGarbage () { new Finalized (); }

	public static void Finalizer ()
	{
		for (int i = 0; i < 10; i++)
			MakeGarbage ();
		GC.Collect ();
		GC.WaitForPendingFinalizers ();
		Thread.Sleep (20000);
	}

	[MethodImpl (apart)]
	static void UseImpossible ()
	{
		var value = default (Impossible);
		value.Number = 1;
		Console.WriteLine (value.Reference);
	}

	public static void TypeLoad () { UseImpossible (); }

	public static void Inner ()
	{
		try {
			Deep (1, "the cause");
		} catch (Own e) {
			throw new Own ("the consequence", e);
		}
	}

	public static void Rethrown ()
	{
		try {
			Deep (1, "thrown again");
		} catch (Own) {
			Console.WriteLine ("caught once");
			throw;
		}
	}

	public static void FromCatch ()
	{
		try {
			Deep (1, "first");
		} catch (Own) {
			Deep (2, "second");
		}
	}

	public static void FromFinally ()
	{
		try {
			Console.WriteLine ("try");
		} finally {
			Deep (2, "from a finally");
		}
	}

	/* Nobody catches it: whether the handlers run is up to the runtime. */
	public static void PastHandlers ()
	{
		try {
			try {
				Deep (2, "past handlers");
			} finally {
				Console.WriteLine ("finally");
			}
		} catch (Own e) when (e.Message == "") {
			Console.WriteLine ("not here");
		}
	}

	public static void NoMessage () { throw new WithoutMessage (); }

	public static void Null () { none.GetHashCode (); }

	public static void Event ()
	{
		AppDomain.CurrentDomain.UnhandledException += (_, e) =>
			Console.WriteLine (((Exception) e.ExceptionObject).Message + ", " + e.IsTerminating);
		Environment.ExitCode = 7;
		Deep (1, "with an event");
	}

	public static void OtherDomain ()
	{
		AppDomain domain = AppDomain.CreateDomain ("other");
		domain.DoCallBack (MainThread);
	}

	public static void Reflection () { typeof (Cases).GetMethod ("MainThread").Invoke (null, null); }

	public static void Abort () { Thread.CurrentThread.Abort (); }

	// ---- Stack overflows ----

	[MethodImpl (apart)]
	static int Endless (int depth) { return Endless (depth + 1) + 1; }

	[MethodImpl (apart)]
	static int EndlessInTry (int depth)
	{
		try {
			return EndlessInTry (depth + 1) + 1;
		} catch (InvalidOperationException) {
			return depth;
		}
	}

	public static void Overflow () { Console.WriteLine (Endless (0)); }
	public static void OverflowInTry () { Console.WriteLine (EndlessInTry (0)); }

	public static void OverflowElsewhere ()
	{
		var thread = new Thread (() => Endless (0));
		thread.Start ();
		thread.Join ();
	}

	public static void OverflowCaught ()
	{
		for (int i = 0; i < 3; i++) {
			try {
				Endless (0);
			} catch (StackOverflowException e) {
				Console.WriteLine (e.GetType ().Name + ": " + e.Message);
			}
		}
	}

	// ---- Who calls ----

	[MethodImpl (apart)]
	static string Here ([CallerLineNumber] int line = 0)
	{
		var frame = new StackFrame (1, true);
		return frame.GetMethod () + " " + frame.GetILOffset () + " " +
			(frame.GetFileName () == null ? "no file" : System.IO.Path.GetFileName (frame.GetFileName ())) +
			" " + frame.GetFileLineNumber () + (frame.GetFileLineNumber () == line ? " is the line" : "");
	}

	public static void Frames ()
	{
		Console.WriteLine (Here ());
		for (int i = 0; i < 2; i++) {
			try {
				Console.WriteLine (
					Here ());
				Deep (i, "deep");
			} catch (Own e) {
				foreach (StackFrame frame in new StackTrace (e, true).GetFrames ())
					Console.WriteLine (frame.GetMethod ().Name + " " + frame.GetILOffset () + " " + frame.GetFileLineNumber ());
				Console.WriteLine (e.StackTrace);
			} finally {
				Console.WriteLine (Here ());
			}
		}
		Console.WriteLine (MethodBase.GetCurrentMethod ());
		Console.WriteLine (Assembly.GetExecutingAssembly ().GetName ().Name);
		Console.WriteLine (Assembly.GetCallingAssembly ().GetName ().Name);
		Console.WriteLine (Called.Caller () + " " + Called.SmallCaller ());
		Console.WriteLine (Called.Executing () + " " + Called.Entry ());
		Console.WriteLine (Called.CallerOfCaller () + " " + Called.Current () + " " + Called.Frame ());
		Console.WriteLine (Called.Back (() => Assembly.GetCallingAssembly ().GetName ().Name));
		Console.WriteLine (Called.Back (Called.Caller));
		Action generic = Generic<string>;
		generic ();
		Generic<int> ();
		new Func<string> (() => MethodBase.GetCurrentMethod ().DeclaringType.Name + " " + Here ()) ();
		Console.WriteLine (Environment.StackTrace);
	}

	[MethodImpl (apart)]
	static void Generic<T> ()
	{
		Console.WriteLine (MethodBase.GetCurrentMethod ());
		Console.WriteLine (Assembly.GetCallingAssembly ().GetName ().Name);
	}

	// ---- Signals ----

	[DllImport ("libc", EntryPoint = "strlen")]
	static extern IntPtr LengthOf (IntPtr text);

	[DllImport ("libc")]
	static extern int raise (int signal);

	[MethodImpl (apart)]
	static void CrashBelow (int depth)
	{
		if (depth > 0)
			CrashBelow (depth - 1);
		else
			LengthOf ((IntPtr) 8);
		count++;
	}

	/* In code of another library below compiled frames */
	public static void Crash () { CrashBelow (2); }

	[MethodImpl (apart)]
	static void KillBelow (int depth)
	{
		if (depth > 0)
			KillBelow (depth - 1);
		else
			raise (6);
		count++;
	}

	public static void Kill () { KillBelow (1); }

	[MethodImpl (apart)]
	static void SpinBelow (int depth)
	{
		if (depth > 0)
			SpinBelow (depth - 1);
		started = true;
		while (depth == 0)
			count++;
	}

	[MethodImpl (apart)]
	static void SleepBelow (int depth)
	{
		if (depth > 0)
			SleepBelow (depth - 1);
		else
			Thread.Sleep (60000);
		count++;
	}

	/* Asks itself for a dump of its threads, one of which computes and one of which sleeps, and ends. */
	public static void Dump ()
	{
		new Thread (() => SpinBelow (2)) { IsBackground = true }.Start ();
		new Thread (() => SleepBelow (2)) { IsBackground = true }.Start ();
		while (!started)
			Thread.Sleep (1);
		Thread.Sleep (100);
		raise (3);
		Thread.Sleep (1000);
		Environment.Exit (0);
	}

	static int Main (string[] arguments)
	{
		MethodInfo method = arguments.Length == 1 ? typeof (Cases).GetMethod (arguments [0]) : null;
		if (method == null) {
			Console.Error.WriteLine ("Endings.exe CASE");
			return 2;
		}
		((Action) Delegate.CreateDelegate (typeof (Action), method)) ();
		Console.WriteLine ("the end");
		return 0;
	}
}
