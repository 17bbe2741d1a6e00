// Objects in another application domain, behind a RealProxy of the program's own, and bound to a context:
// fields, calls and casts go through the proxy; mini: method-to-ir.c, field instructions, and metadata/remoting.c
using System;
using System.Runtime.CompilerServices;
using System.Runtime.Remoting;
using System.Runtime.Remoting.Contexts;
using System.Runtime.Remoting.Messaging;
using System.Runtime.Remoting.Proxies;

[Serializable]
public struct Point {
	public int X;
	public long Y;
	public string Name;
	public override string ToString () { return X + " " + Y + " " + Name; }
}

public enum Shade : short { Dark = -5, Light = 7 }

public interface IAnswer {
	int Answer (int a);
}

public class Remote : MarshalByRefObject, IAnswer {
	public bool Bool;
	public char Char;
	public sbyte Int8;
	public byte UInt8;
	public short Int16;
	public ushort UInt16;
	public int Int32;
	public uint UInt32;
	public long Int64;
	public ulong UInt64;
	public IntPtr Pointer;
	public float Float32;
	public double Float64;
	public string Text;
	public object Any;
	public Point Point;
	public Shade Shade;
	public int [] Numbers;
	public DateTime Date;
	public volatile int Volatile;

	public virtual int Answer (int a) { return Int32 + a; }
	public int Twice (int a) { return (Int32 + a) * 2; }
	public string Where () { return AppDomain.CurrentDomain.FriendlyName; }
	public void ChangeMine () { Int32++; Point.X += 5; Change (ref Int64); }
	[MethodImpl (MethodImplOptions.NoInlining)]
	void Change (ref long number) { number *= 3; }
	public int Sum (Remote other) { return Int32 + other.Int32; }
}

public class RemoteGeneric<T> : Remote {
	public T Value;
}

public class Bound : ContextBoundObject {
	public int Number;
	public string Text;
	public Point Point;
	public int Read () { return Number; }
	public void Write (int a) { Number = a; Text = "own " + a; }
}

[AttributeUsage (AttributeTargets.Class)]
public class OwnContextAttribute : ContextAttribute {
	public OwnContextAttribute () : base ("own") { }
	public override bool IsContextOK (Context context, System.Runtime.Remoting.Activation.IConstructionCallMessage message)
	{
		return false;
	}
}

[OwnContext]
public class Elsewhere : ContextBoundObject {
	public int Number;
	public string Text;
	public Point Point;
	public int Read () { return Number; }
	public void Write (int a) { Number = a; Text = "other " + a; }
}

/* Answers every message itself. */
public class Recorder : RealProxy {
	readonly Remote target;

	public Recorder (Remote target) : base (typeof (Remote)) { this.target = target; }

	public override IMessage Invoke (IMessage message)
	{
		var call = (IMethodCallMessage) message;
		Report.Line ("message " + call.MethodName + " with " + call.ArgCount);
		return RemotingServices.ExecuteMessage (target, call);
	}
}

public static class CalleesFields {
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static void Store (Remote remote)
	{
		remote.Bool = true;
		remote.Char = 'x';
		remote.Int8 = -3;
		remote.UInt8 = 250;
		remote.Int16 = -300;
		remote.UInt16 = 60000;
		remote.Int32 = -70000;
		remote.UInt32 = 4000000000;
		remote.Int64 = long.MinValue + 1;
		remote.UInt64 = ulong.MaxValue;
		remote.Pointer = (IntPtr) 12345;
		remote.Float32 = 1.25f;
		remote.Float64 = -2.5e100;
		remote.Text = "text";
		remote.Any = 17;
		remote.Point = new Point { X = 4, Y = -5, Name = "six" };
		remote.Shade = Shade.Dark;
		remote.Numbers = new [] { 3, 2, 1 };
		remote.Date = new DateTime (2001, 2, 3);
		remote.Volatile = 8;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static void Print (Remote remote)
	{
		Report.Value ("bool", remote.Bool);
		Report.Value ("char", remote.Char);
		Report.Value ("int8", remote.Int8);
		Report.Value ("uint8", remote.UInt8);
		Report.Value ("int16", remote.Int16);
		Report.Value ("uint16", remote.UInt16);
		Report.Value ("int32", remote.Int32);
		Report.Value ("uint32", remote.UInt32);
		Report.Value ("int64", remote.Int64);
		Report.Value ("uint64", remote.UInt64);
		Report.Value ("pointer", (long) remote.Pointer);
		Report.Value ("float32", remote.Float32);
		Report.Value ("float64", remote.Float64);
		Report.Value ("text", remote.Text);
		Report.Value ("any", remote.Any);
		Point point = remote.Point;
		Report.Value ("point", point.ToString ());
		Report.Value ("shade", (int) remote.Shade);
		Report.Value ("numbers", remote.Numbers);
		DateTime date = remote.Date;
		Report.Value ("date", date.Ticks);
		Report.Value ("volatile", remote.Volatile);
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static void Use (Remote remote)
	{
		Report.Value ("answer", remote.Answer (1));
		Report.Value ("interface", ((IAnswer) remote).Answer (2));
		Report.Value ("twice", remote.Twice (3));
		remote.ChangeMine ();
		Report.Value ("int32", remote.Int32);
		Report.Value ("sum", remote.Sum (remote));
		Report.Value ("is", remote is IAnswer);
		Report.Value ("is string", (object) remote is string);
		Report.Value ("type", remote.GetType ().Name);
		Report.Value ("string", remote.ToString ());
		Report.Value ("proxy", RemotingServices.IsTransparentProxy (remote));
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int Loop (Remote remote, int count)
	{
		int sum = 0;
		for (int i = 0; i < count; i++) {
			sum += remote.Int32;
			remote.Int32 = sum & 15;
		}
		return sum;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	static void Change (ref int number) { number += 100; }

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static void ByReference (Remote remote)
	{
		Change (ref remote.Int32);
		remote.Point.X += 3;
		Report.Value ("changed", remote.Int32);
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static T Generic<T> (RemoteGeneric<T> remote, T value)
	{
		remote.Value = value;
		return remote.Value;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int OfNull (Remote remote) { return remote.Int32; }

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static void StoreNull (Remote remote) { remote.Text = "a"; }
}

public static class CalleesBound {
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static void Use (Bound bound)
	{
		bound.Number = 5;
		bound.Point = new Point { X = 1, Y = 2, Name = "bound" };
		bound.Point.X++;
		Report.Value ("bound", bound.Number + bound.Point.X);
		bound.Write (17);
		Report.Value ("bound", bound.Text);
		Report.Value ("bound", bound.Read ());
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static void UseElsewhere (Elsewhere bound)
	{
		bound.Number = 5;
		bound.Point = new Point { X = 1, Y = 2, Name = "bound" };
		Point point = bound.Point;
		Report.Value ("elsewhere", bound.Number + point.X);
		bound.Write (17);
		Report.Value ("elsewhere", bound.Text);
		Report.Value ("elsewhere", bound.Read ());
		Report.Value ("proxy", RemotingServices.IsTransparentProxy (bound));
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int Address (ref int number) { return number; }

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int OfElsewhere (Elsewhere bound) { return Address (ref bound.Number); }
}

public static class CallersRemoting {
	static void All (string name, Remote remote)
	{
		Report.Line (name);
		CalleesFields.Store (remote);
		CalleesFields.Print (remote);
		CalleesFields.Use (remote);
		Report.Value ("loop", CalleesFields.Loop (remote, 5));
	}

	public static void Run ()
	{
		All ("local", new Remote ());
		CalleesFields.ByReference (new Remote ());

		AppDomain domain = AppDomain.CreateDomain ("second");
		var remote = (Remote) domain.CreateInstanceAndUnwrap (typeof (Remote).Assembly.FullName, typeof (Remote).FullName);
		All ("other domain", remote);
		Report.Value ("where", remote.Where ());
		Report.Throws ("address", () => CalleesFields.ByReference (remote));

		All ("recorded", (Remote) new Recorder (new Remote ()).GetTransparentProxy ());

		Report.Value ("generic", CalleesFields.Generic (new RemoteGeneric<string> (), "a"));
		Report.Value ("generic", CalleesFields.Generic (new RemoteGeneric<double> (), 1.5));
		Report.Throws ("null", () => CalleesFields.OfNull (null));
		Report.Throws ("null", () => CalleesFields.StoreNull (null));
		AppDomain.Unload (domain);
		Report.Throws ("unloaded", () => CalleesFields.OfNull (remote));

		CalleesBound.Use (new Bound ());
		CalleesBound.UseElsewhere (new Elsewhere ());
		Report.Throws ("address", () => CalleesBound.OfElsewhere (new Elsewhere ()));
	}
}

public static class Program {
	public static void Main ()
	{
		CallersRemoting.Run ();
	}
}
